package dev.backstop.decision;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Member;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Outcome;
import dev.backstop.policy.Tier;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
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

  /** What models answer. */
  @FunctionalInterface
  public interface Answers {

    /** What the model says when the tier asks it, or null where that is not known. */
    @Nullable Answer of(Tier.Asking tier, String model);
  }

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

  /** At a tier where it is not known what a model answers. */
  public record Unknown(Case on, Tier.Asking tier, String model) implements End {
    @Override
    public List<Attempt> attempts() {
      return on.attempts();
    }
  }

  private Rehearsal() {}

  /**
   * Climbs.
   *
   * @param now when the climb begins
   */
  public static End climb(Case opened, Answers answers, Instant now) {
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
      List<Member> members = new ArrayList<>();
      long longest = 0;
      for (String model : ask.tier().models()) {
        Answer answer = answers.of(ask.tier(), model);
        if (answer == null) {
          return new Unknown(ask.on(), ask.tier(), model);
        }
        // They are asked at once, so the tier takes as long as the slowest of them.
        longest = Math.max(longest, answer.latencyMicros());
        members.add(new Member(model, answer.model(), answer.outcome(), answer.latencyMicros()));
      }
      at = at.plus(longest, ChronoUnit.MICROS);
      on = ask.on().with(Judgement.of(ask.on(), ask.tier(), members, longest, at));
    }
  }
}
