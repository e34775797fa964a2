package dev.backstop.guard;

import org.jspecify.annotations.Nullable;

/**
 * What a model has shown on its way back.
 *
 * <p>Calls are counted anew at every share of the traffic: each is a load it has not been seen
 * under. Answers are counted through, since whether they are right does not depend on the load.
 *
 * @param from only answers given since then are judged; in ms
 * @param calls whether they succeeded in time
 * @param answers whether they were right; null if the way back does not depend on it
 */
public record Trial(long from, Evidence calls, @Nullable Evidence answers) {

  static Trial begin(boolean needsAnswers, long at) {
    return new Trial(at, Evidence.NONE, needsAnswers ? Evidence.NONE : null);
  }

  boolean needsAnswers() {
    return answers != null;
  }

  /** The evidence that decides last: of the answers where they are needed, else of the calls. */
  Evidence deciding() {
    return answers == null ? calls : answers;
  }

  Trial withCalls(Evidence more) {
    return new Trial(from, calls.plus(more), answers);
  }

  Trial withAnswers(Evidence more, long answeredAt) {
    return answers == null || answeredAt < from ? this : new Trial(from, calls, answers.plus(more));
  }

  Trial underMoreLoad() {
    return new Trial(from, Evidence.NONE, answers);
  }

  boolean passed(BreakerTerms terms) {
    return terms.calls().passed(calls) && (answers == null || terms.answers().passed(answers));
  }

  /** Why it did not pass and will not, with what shows it; null while it may. */
  @Nullable Cause failure(TripReason tripped, BreakerTerms terms) {
    if (answers != null && terms.answers().failed(answers)) {
      return new Cause(tripped.needsAnswers() ? tripped : TripReason.QUALITY, answers);
    }
    if (terms.calls().failed(calls)) {
      boolean ofCalls = tripped == TripReason.SLOWNESS || tripped == TripReason.CONSECUTIVE;
      return new Cause(ofCalls ? tripped : TripReason.FAILURES, calls);
    }
    return null;
  }
}
