package dev.backstop.demo;

import dev.backstop.v1.Attempt;
import dev.backstop.v1.Decision;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which tiers answered while the policy was as it is, tightened, and as it was again.
 *
 * @param mixes decisions by tier
 */
record TierMixes(Map<Stage, Map<String, Long>> mixes) {

  static final String PRIMARY = "primary";

  /** In the order in which they come. */
  enum Stage {
    BEFORE("before"),
    TIGHTENED("tightened"),
    BACK("rolled back");

    private final String words;

    Stage(String words) {
      this.words = words;
    }
  }

  /**
   * Sorts the last words on numbered requests by the policy that each names. Those under the old
   * version came before or after, by which end of the tightened ones they are nearer to.
   *
   * @param decisions by the number of their request
   */
  static TierMixes of(Map<Integer, Decision> decisions, Tightened policy) {
    List<Integer> tightened =
        decisions.entrySet().stream()
            .filter(entry -> version(entry.getValue()).equals(policy.version()))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    int middle =
        tightened.isEmpty()
            ? Integer.MAX_VALUE
            : (tightened.get(0) + tightened.get(tightened.size() - 1)) / 2;
    Map<Stage, Map<String, Long>> mixes = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      mixes.put(stage, new TreeMap<>());
    }
    decisions.forEach(
        (number, decision) -> {
          Stage stage =
              version(decision).equals(policy.version())
                  ? Stage.TIGHTENED
                  : number < middle ? Stage.BEFORE : Stage.BACK;
          stage(mixes, stage).merge(decision.getTier(), 1L, Long::sum);
        });
    return new TierMixes(mixes);
  }

  private static Map<String, Long> stage(Map<Stage, Map<String, Long>> mixes, Stage stage) {
    return mixes.getOrDefault(stage, Map.of());
  }

  long count(Stage stage) {
    return stage(mixes, stage).values().stream().mapToLong(Long::longValue).sum();
  }

  /** What share of a stage's decisions a tier has given, 0 to 1. */
  double share(Stage stage, String tier) {
    return stage(mixes, stage).getOrDefault(tier, 0L) / (double) Math.max(1, count(stage));
  }

  /** The table, a stage a line. */
  List<String> lines() {
    TreeSet<String> tiers = new TreeSet<>();
    mixes.values().forEach(mix -> tiers.addAll(mix.keySet()));
    List<String> lines = new ArrayList<>();
    StringBuilder header =
        new StringBuilder(String.format(Locale.ROOT, "  %-12s %9s", "the policy", "decisions"));
    tiers.forEach(tier -> header.append(String.format(Locale.ROOT, " %11s", tier)));
    lines.add(header.toString());
    for (Stage stage : Stage.values()) {
      long count = count(stage);
      StringBuilder line =
          new StringBuilder(String.format(Locale.ROOT, "  %-12s %9d", stage.words, count));
      for (String tier : tiers) {
        Ratio ratio = new Ratio(stage(mixes, stage).getOrDefault(tier, 0L), count);
        line.append(String.format(Locale.ROOT, " %11s", ratio));
      }
      lines.add(line.toString());
    }
    return lines;
  }

  /** What speaks against a policy that was changed and put back while requests came. */
  static List<String> flaws(int sent, Map<Integer, List<Decision>> terminal, Tightened policy) {
    List<String> flaws = new ArrayList<>();
    Map<Integer, Decision> decisions = new TreeMap<>();
    for (int number = 0; number < sent; number++) {
      List<Decision> last = terminal.getOrDefault(number, List.of());
      if (last.size() != 1) {
        flaws.add("request " + number + " has " + last.size() + " terminal decisions");
      } else {
        decisions.put(number, last.get(0));
      }
    }
    decisions.forEach((number, decision) -> mixture(number, decision, policy, flaws));
    TierMixes mixes = of(decisions, policy);
    double before = mixes.share(Stage.BEFORE, PRIMARY);
    double tight = mixes.share(Stage.TIGHTENED, PRIMARY);
    double back = mixes.share(Stage.BACK, PRIMARY);
    if (!(tight < before)) {
      flaws.add("the primary's share did not fall when its threshold rose");
    }
    if (!(back > (before + tight) / 2)) {
      flaws.add("the primary's share did not return after the rollback");
    }
    return flaws;
  }

  /** A decision must be held against the threshold of the very version it names. */
  private static void mixture(int number, Decision decision, Tightened policy, List<String> flaws) {
    boolean strict = version(decision).equals(policy.version());
    if (!strict && !version(decision).equals(policy.before())) {
      flaws.add("request " + number + " was decided under " + version(decision));
      return;
    }
    double wanted = strict ? Tightened.STRICT : policy.lenient();
    for (Attempt attempt : decision.getAttempts()) {
      Double threshold = attempt.getThreshold();
      if (attempt.getTier().equals(PRIMARY) && threshold != null && threshold != wanted) {
        flaws.add(
            "request "
                + number
                + " was held against "
                + threshold
                + " and names "
                + version(decision));
      }
    }
  }

  private static String version(Decision decision) {
    return decision.getPolicy().getVersion();
  }
}
