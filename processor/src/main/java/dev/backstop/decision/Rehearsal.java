package dev.backstop.decision;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Outcome;
import dev.backstop.policy.Tier;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A climb of the ladder with answers that are known already: no model is asked, and nothing takes
 * time unless its answer says so.
 */
public final class Rehearsal {

  /**
   * What a model answers.
   *
   * @param model which exactly, or null if that does not matter
   */
  public record Answer(@Nullable ModelRef model, Outcome outcome, long latencyMicros) {}

  /** How the climb ended. */
  public sealed interface End {

    /** Every tier tried or passed by. */
    List<Attempt> attempts();

    /** {@code tier:REASON} or {@code tier:OK} of each, joined by {@code >}. */
    default String path() {
      return attempts().stream().map(Attempt::toLineage).collect(Collectors.joining(">"));
    }
  }

  /** In a decision. */
  public record Decided(Decision decision) implements End {
    @Override
    public List<Attempt> attempts() {
      return decision.attempts();
    }
  }

  /** In a question to a person. */
  public record Asked(Case on, Tier.Human tier) implements End {
    @Override
    public List<Attempt> attempts() {
      return on.attempts();
    }
  }

  /** At a tier whose answer is not known. */
  public record Unknown(Case on, Tier.Model tier) implements End {
    @Override
    public List<Attempt> attempts() {
      return on.attempts();
    }
  }

  private Rehearsal() {}

  /**
   * Climbs.
   *
   * @param answers what each tier's model says, or null where that is not known
   * @param now when the climb begins
   */
  public static End climb(
      Case opened, Function<Tier.Model, @Nullable Answer> answers, Instant now) {
    Case on = opened;
    Instant at = now;
    while (true) {
      Step step = Ladder.next(on, at);
      if (step instanceof Step.Decide decide) {
        return new Decided(decide.decision());
      }
      if (step instanceof Step.Review review) {
        return new Asked(review.on(), review.tier());
      }
      Step.Ask ask = (Step.Ask) step;
      Answer answer = answers.apply(ask.tier());
      if (answer == null) {
        return new Unknown(ask.on(), ask.tier());
      }
      at = at.plusNanos(answer.latencyMicros() * 1_000);
      on =
          ask.on()
              .with(
                  Ladder.judge(
                      ask.on(),
                      ask.tier(),
                      answer.model(),
                      answer.outcome(),
                      answer.latencyMicros(),
                      at));
    }
  }
}
