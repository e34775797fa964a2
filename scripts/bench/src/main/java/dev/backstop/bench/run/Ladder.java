package dev.backstop.bench.run;

import java.nio.file.Path;
import java.util.List;

/**
 * The models that answer, and the policy that says so, for Backstop and for what is written by hand
 * alike.
 *
 * @param models packages that Backstop loads
 * @param policy Backstop's
 * @param byHand packages that the other variants ask, in their order
 * @param thresholds for these
 */
public record Ladder(List<Path> models, Path policy, List<Path> byHand, List<Double> thresholds) {

  public Ladder {
    models = List.copyOf(models);
    byHand = List.copyOf(byHand);
    thresholds = List.copyOf(thresholds);
  }

  /** Of the credit example's policy. */
  public static final double PRIMARY_THRESHOLD = 0.80;

  public static final double SECONDARY_THRESHOLD = 0.70;

  /** The credit example as it is. */
  public static Ladder credit(Path root) {
    Path credit = root.resolve("scripts/credit");
    List<Path> models =
        List.of(credit.resolve("models/primary"), credit.resolve("models/secondary"));
    return new Ladder(
        models,
        credit.resolve("policies/credit.yaml"),
        models,
        List.of(PRIMARY_THRESHOLD, SECONDARY_THRESHOLD));
  }

  /**
   * The credit example with a primary that can be made to hang; by hand the secondary alone is
   * asked.
   */
  public static Ladder creditDown(Path root) {
    Path credit = root.resolve("scripts/credit");
    Path secondary = credit.resolve("models/secondary");
    return new Ladder(
        List.of(root.resolve("scripts/bench/models/credit-primary-hangs"), secondary),
        credit.resolve("policies/credit.yaml"),
        List.of(secondary),
        List.of(SECONDARY_THRESHOLD));
  }

  /** The credit example, with so much time for people that nothing comes due in a run. */
  public static Ladder creditPatient(Path root) {
    return credit(root, "credit-patient.yaml");
  }

  /** The credit example with ten segments that change nothing that models do. */
  public static Ladder creditSegments(Path root) {
    return credit(root, "credit-segments.yaml");
  }

  /** The same with conditions that need the interpreter of CEL. */
  public static Ladder creditInterpreted(Path root) {
    return credit(root, "credit-interpreted.yaml");
  }

  /** The credit example without breakers. */
  public static Ladder creditUnguarded(Path root) {
    return credit(root, "credit-unguarded.yaml");
  }

  private static Ladder credit(Path root, String policy) {
    Ladder credit = credit(root);
    return new Ladder(
        credit.models(),
        root.resolve("scripts/bench/policies").resolve(policy),
        credit.byHand(),
        credit.thresholds());
  }

  /** One of the networks of known size. */
  public static Ladder digits(Path root, String name) {
    Path model = root.resolve("scripts/bench/models").resolve(name);
    return new Ladder(
        List.of(model),
        root.resolve("scripts/bench/policies").resolve(name + ".yaml"),
        List.of(model),
        List.of(0.0));
  }
}
