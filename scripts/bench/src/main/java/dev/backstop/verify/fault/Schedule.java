package dev.backstop.verify.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * The faults of a run in two tracks that run beside each other. The first has what ends or blocks
 * processes, one after the other, each after the one before has healed, so that recovery can be
 * measured. The second has what models and reviewers do.
 */
public record Schedule(List<PlannedFault> processes, List<PlannedFault> inside) {
  private static final List<FaultKind> POINTS =
      List.of(
          FaultKind.CRASH_BEFORE_PRODUCE,
          FaultKind.CRASH_PRODUCE_COMMIT,
          FaultKind.CRASH_COMMIT_ACKNOWLEDGE,
          FaultKind.CRASH_CLAIM_EMIT);

  /**
   * How much of each.
   *
   * @param chains kills that are followed by crashes at two of the points
   * @param kills others
   * @param bursts of each kind of trouble with models
   */
  public record Amount(
      int chains,
      int kills,
      int brokerKills,
      int pauses,
      int cuts,
      int deletions,
      int policies,
      int bursts,
      int reviewerKills) {

    /** About a minute and a half of faults. */
    public static Amount quick() {
      return new Amount(2, 0, 1, 1, 1, 1, 1, 1, 1);
    }

    /** About five minutes of faults. */
    public static Amount full() {
      return new Amount(4, 6, 3, 2, 2, 1, 1, 2, 4);
    }
  }

  public Schedule {
    processes = List.copyOf(processes);
    inside = List.copyOf(inside);
  }

  /** What is left of it when only some kinds of faults are wanted. */
  public Schedule only(Set<FaultKind> kinds) {
    return new Schedule(only(processes, kinds), only(inside, kinds));
  }

  /** A life that is armed to end at a point that is not wanted is not armed. */
  private static List<PlannedFault> only(List<PlannedFault> faults, Set<FaultKind> kinds) {
    return faults.stream()
        .filter(fault -> kinds.contains(fault.kind()))
        .map(
            fault ->
                new PlannedFault(
                    fault.number(),
                    fault.kind(),
                    fault.victim(),
                    fault.gap(),
                    fault.size(),
                    fault.next().filter(kinds::contains)))
        .toList();
  }

  /** The kinds of faults that must strike: those of the plan, and those of the load itself. */
  public Set<FaultKind> kinds() {
    Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
    processes.forEach(fault -> kinds.add(fault.kind()));
    inside.forEach(fault -> kinds.add(fault.kind()));
    Arrays.stream(FaultKind.values()).filter(FaultKind::ofLoad).forEach(kinds::add);
    return kinds;
  }

  /** The schedule of a seed. */
  public static Schedule of(long seed, Amount amount) {
    Random random = new Random(seed);
    List<List<PlannedFault>> groups = new ArrayList<>();
    for (int i = 0; i < amount.chains(); i++) {
      // Two chains have all four points; which a single one has is up to the seed.
      int first = 2 * (int) Math.floorMod(seed + i, 2L);
      groups.add(chain(POINTS.get(first), POINTS.get(first + 1), random));
    }
    add(groups, amount.kills(), FaultKind.INSTANCE_KILL, random);
    add(groups, amount.brokerKills(), FaultKind.BROKER_KILL, random);
    add(groups, amount.pauses(), FaultKind.INSTANCE_PAUSE, random);
    add(groups, amount.cuts(), FaultKind.CONNECTION_CUT, random);
    add(groups, amount.deletions(), FaultKind.MODEL_DELETED, random);
    add(groups, amount.policies(), FaultKind.POLICY_CHANGE, random);
    Collections.shuffle(groups, random);
    List<List<PlannedFault>> inside = new ArrayList<>();
    for (FaultKind kind :
        List.of(
            FaultKind.MODEL_THROWS,
            FaultKind.MODEL_NAN,
            FaultKind.MODEL_SLOW,
            FaultKind.MODEL_HANGS)) {
      add(inside, amount.bursts(), kind, random);
    }
    add(inside, amount.reviewerKills(), FaultKind.REVIEWER_KILL, random);
    Collections.shuffle(inside, random);
    return new Schedule(numbered(groups), numbered(inside));
  }

  /** The victim is killed, and its next two lives each end at a point. */
  private static List<PlannedFault> chain(FaultKind first, FaultKind second, Random random) {
    int victim = random.nextInt(2);
    return List.of(
        fault(FaultKind.INSTANCE_KILL, victim, Optional.of(first), random),
        fault(first, victim, Optional.of(second), random),
        fault(second, victim, Optional.empty(), random));
  }

  private static void add(
      List<List<PlannedFault>> groups, int count, FaultKind kind, Random random) {
    for (int i = 0; i < count; i++) {
      groups.add(List.of(fault(kind, random.nextInt(2), Optional.empty(), random)));
    }
  }

  private static PlannedFault fault(
      FaultKind kind, int victim, Optional<FaultKind> next, Random random) {
    Duration gap = Duration.ofMillis(300 + random.nextInt(900));
    int size =
        switch (next.orElse(kind)) {
          case MODEL_HANGS -> 1;
          case MODEL_SLOW -> 2 + random.nextInt(2);
          case CRASH_CLAIM_EMIT -> 1 + random.nextInt(4);
          case CRASH_COMMIT_ACKNOWLEDGE -> 5 + random.nextInt(20);
          case CRASH_BEFORE_PRODUCE, CRASH_PRODUCE_COMMIT -> 50 + random.nextInt(400);
          default -> 5 + random.nextInt(10);
        };
    return new PlannedFault(0, kind, victim, gap, size, next);
  }

  private static List<PlannedFault> numbered(List<List<PlannedFault>> groups) {
    List<PlannedFault> all = new ArrayList<>();
    for (List<PlannedFault> group : groups) {
      for (PlannedFault one : group) {
        all.add(
            new PlannedFault(
                all.size(), one.kind(), one.victim(), one.gap(), one.size(), one.next()));
      }
    }
    return all;
  }
}
