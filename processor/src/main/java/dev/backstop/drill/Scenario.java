package dev.backstop.drill;

import dev.backstop.domain.Fault;
import dev.backstop.domain.Reason;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What can be rehearsed, and what should happen then. */
public enum Scenario {
  OUTAGE(
      Fault.OUTAGE,
      Reach.ONE_TIER,
      Set.of(Reason.ERROR),
      "The model of the tier is not there.",
      "The next tier answers."),
  ERROR_RATE(
      Fault.ERROR,
      Reach.ONE_TIER_SOMETIMES,
      Set.of(Reason.ERROR),
      "The model of the tier throws, for a third of the requests.",
      "The next tier answers those; the others are answered as ever."),
  SLOW(
      Fault.SLOW,
      Reach.ONE_TIER,
      Set.of(Reason.TIMEOUT),
      "The model of the tier takes half as long again as its time budget.",
      "Its answer is not awaited; the next tier answers in time."),
  HANG(
      Fault.HANG,
      Reach.ONE_TIER,
      Set.of(Reason.TIMEOUT),
      "The model of the tier does not answer at all.",
      "The call is given up after the budget; the next tier answers in time."),
  NAN(
      Fault.NAN,
      Reach.ONE_TIER,
      Set.of(Reason.INVALID_OUTPUT),
      "The scores of the tier's model are not numbers.",
      "No answer is made of them; the next tier answers."),
  CONFIDENCE_COLLAPSE(
      Fault.UNSURE,
      Reach.ONE_TIER,
      Set.of(Reason.LOW_CONFIDENCE),
      "The tier's model is equally sure of all labels.",
      "Its answer is below the threshold and is not taken; the next tier answers."),
  CORRUPTED_FEATURES(
      Fault.CORRUPTED,
      Reach.ALL_MODELS,
      Set.of(Reason.INVALID_INPUT),
      "Each feature has a value that is none.",
      "No model makes an answer of it; a person or what the policy declares does."),
  MISSING_FEATURE_SOURCE(
      Fault.SOURCE_GONE,
      Reach.ALL_MODELS,
      Set.of(Reason.INVALID_INPUT),
      "The fields are empty, but for those that the policy names as the fallback of a feature.",
      "Models read the fallback, or make no answer; then a person or what the policy declares does."),
  DRIFTED_INPUTS(
      Fault.DRIFTED,
      Reach.ALL_MODELS,
      Set.of(Reason.INVALID_INPUT, Reason.DRIFT_GUARD, Reason.LOW_CONFIDENCE),
      "Each number is far from where it was.",
      "No model is sure of what it was not made for; a person or what the policy declares answers."),
  SECONDARY_DOWN_TOO(
      Fault.OUTAGE,
      Reach.ALL_MODELS,
      Set.of(Reason.ERROR),
      "No model of the ladder is there.",
      "A person is asked, or what the policy declares is answered, by the deadline."),
  NO_REVIEWERS(
      Fault.ERROR,
      Reach.ALL_MODELS,
      Set.of(Reason.ERROR),
      "All models throw, and no person answers.",
      "At the deadline the answer stands that the policy declares, marked as degraded.");

  /** Where and how often the fault is. */
  enum Reach {
    ONE_TIER,
    ONE_TIER_SOMETIMES,
    ALL_MODELS
  }

  private final Fault fault;
  private final Reach reach;
  private final Set<Reason> reasons;
  private final String wrong;
  private final String expected;

  Scenario(Fault fault, Reach reach, Set<Reason> reasons, String wrong, String expected) {
    this.fault = fault;
    this.reach = reach;
    this.reasons = reasons;
    this.wrong = wrong;
    this.expected = expected;
  }

  /** The scenario by the name that people type. */
  public static Optional<Scenario> named(String label) {
    return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
  }

  /** Its name as people type it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public Fault fault() {
    return fault;
  }

  Reach reach() {
    return reach;
  }

  /** Why a tier at which it goes wrong may fail to answer; with any other it was not noticed. */
  Set<Reason> reasons() {
    return reasons;
  }

  /** What goes wrong, in a sentence. */
  public String wrong() {
    return wrong;
  }

  /** What should happen, in a sentence. */
  public String expected() {
    return expected;
  }
}
