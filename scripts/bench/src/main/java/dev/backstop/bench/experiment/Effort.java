package dev.backstop.bench.experiment;

/**
 * How much is measured.
 *
 * @param rounds of interleaved trials of the mixes that are judged
 * @param fewRounds of those that are not
 * @param discarded rounds of trials before those, which are thrown away: caches and compilers of
 *     all processes, the broker's too, settle only while everybody has his turns
 * @param trialSeconds how long one trial should take
 * @param warmUpSeconds of each application, before anything counts
 * @param latencySeconds of each open-loop run
 * @param longRecords of the run that watches memory
 * @param pendingReviews that wait at once
 * @param idleSeconds of a look at what costs something while nothing comes
 */
public record Effort(
    int rounds,
    int fewRounds,
    int discarded,
    double trialSeconds,
    double warmUpSeconds,
    double latencySeconds,
    int longRecords,
    int pendingReviews,
    int idleSeconds) {

  /** Under three minutes. */
  public static final Effort QUICK = new Effort(3, 2, 1, 1.6, 10, 6, 200_000, 20_000, 15);

  /** About thirty minutes. */
  public static final Effort FULL = new Effort(7, 3, 8, 2.5, 30, 8, 5_000_000, 1_000_000, 40);

  /** So many rounds and those that are thrown away, whose trials are half as long, in rounds. */
  double withDiscarded(int counted) {
    return counted + discarded / 2.0;
  }

  public Effort withRounds(int newRounds) {
    return new Effort(
        newRounds,
        Math.min(fewRounds, newRounds),
        discarded,
        trialSeconds,
        warmUpSeconds,
        latencySeconds,
        longRecords,
        pendingReviews,
        idleSeconds);
  }

  public Effort withLongRecords(int newLongRecords) {
    return new Effort(
        rounds,
        fewRounds,
        discarded,
        trialSeconds,
        warmUpSeconds,
        latencySeconds,
        newLongRecords,
        pendingReviews,
        idleSeconds);
  }

  public Effort withPendingReviews(int newPendingReviews) {
    return new Effort(
        rounds,
        fewRounds,
        discarded,
        trialSeconds,
        warmUpSeconds,
        latencySeconds,
        longRecords,
        newPendingReviews,
        idleSeconds);
  }
}
