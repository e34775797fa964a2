package dev.backstop.judge;

import dev.backstop.domain.Features;
import dev.backstop.domain.SourcePosition;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record that one of two models has answered, for the other one to answer too. Nothing waits for
 * that.
 *
 * @param incumbent the name of the model in use
 * @param candidateDecided whether the candidate has answered; then the model in use is asked
 * @param answered what counted
 * @param features as the first model has read them
 * @param budget the time that the other may take
 * @param onPanel whether people are asked about it as one of a fair sample
 * @param at when the first had answered
 * @param probe whether the model was passed by for its breaker, and is asked only to see whether it
 *     is well again: nothing is compared then
 * @param threshold of a probe whose answer is held against the truth: the least confidence with
 *     which it would have been taken; else null
 */
public record ShadowRequest(
    String requestId,
    Trial trial,
    @Nullable String segment,
    String incumbent,
    boolean candidateDecided,
    Answer answered,
    Features features,
    Duration budget,
    boolean onPanel,
    SourcePosition source,
    Instant at,
    boolean probe,
    @Nullable Double threshold) {

  /** The name of the model to ask. */
  public String ask() {
    return candidateDecided ? incumbent : trial.candidate();
  }

  /** Both answers side by side. */
  public Comparison with(Answer other, Instant now) {
    return new Comparison(
        requestId,
        trial,
        segment,
        incumbent,
        candidateDecided,
        candidateDecided ? answered : other,
        candidateDecided ? other : answered,
        null,
        source,
        now);
  }
}
