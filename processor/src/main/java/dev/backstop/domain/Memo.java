package dev.backstop.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a case's next model before the case's turn, from a call for many cases at once.
 * It spares asking that model again and changes nothing else: without it the model is asked then.
 */
public sealed interface Memo {

  /** What this model said, if that is known; else null. */
  @Nullable Answer of(ModelRef model);

  /** Whether all that the tier is to ask is known, so that it costs no call any more. */
  boolean knows(String tier);

  /** Why it is not known what a model said; MODEL_CHANGED if it is known of another. */
  Use why();

  /** Nobody was asked. */
  Memo ABSENT = new None(Use.ABSENT);

  /** Whether a memo spared a call, or why not: the values of the meter's tag {@code result}. */
  enum Use {
    /** It spared the call. */
    HIT,
    /** The case was not in a batch: it is new to this step, was alone, or no batch was formed. */
    ABSENT,
    /** The batch took longer than the tier's time budget, or too little of it was left. */
    TIMEOUT,
    /** The model was not to be asked: a call is hung, or no worker was free. */
    BREAKER_OPEN,
    /** As many calls of the model as there may be were under way. */
    OVERLOAD,
    /** Another policy governs the case by now. */
    POLICY_CHANGED,
    /** An operator has set or cleared a switch since, or a candidate has been judged. */
    CONTROL_CHANGED,
    /** Another model, or another version, is to be asked by now. */
    MODEL_CHANGED
  }

  /**
   * What a model said.
   *
   * @param tier that it was asked for
   * @param model which said it, exactly
   * @param latencyMicros how long the call took that answered this row and others; its wait for a
   *     place is not counted
   */
  record Answer(String tier, ModelRef model, Outcome outcome, long latencyMicros) implements Memo {
    @Override
    public @Nullable Answer of(ModelRef asked) {
      return asked.equals(model) ? this : null;
    }

    @Override
    public boolean knows(String asking) {
      return asking.equals(tier);
    }

    @Override
    public Use why() {
      return Use.MODEL_CHANGED;
    }
  }

  /**
   * What the members of an ensemble said.
   *
   * @param of the members in their order: an answer, or why there is none
   */
  record Members(List<Memo> of) implements Memo {
    public Members {
      of = List.copyOf(of);
    }

    @Override
    public @Nullable Answer of(ModelRef asked) {
      for (Memo member : of) {
        Answer answer = member.of(asked);
        if (answer != null) {
          return answer;
        }
      }
      return null;
    }

    @Override
    public boolean knows(String tier) {
      return !of.isEmpty() && of.stream().allMatch(member -> member.knows(tier));
    }

    @Override
    public Use why() {
      for (Memo member : of) {
        if (member instanceof None none) {
          return none.why();
        }
      }
      return Use.MODEL_CHANGED;
    }
  }

  /** Nothing is known. */
  record None(Use why) implements Memo {
    @Override
    public @Nullable Answer of(ModelRef asked) {
      return null;
    }

    @Override
    public boolean knows(String tier) {
      return false;
    }
  }
}
