package dev.backstop.guard;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the drift of a model's inputs, and what was done about it. Kept with the
 * breaker.
 *
 * @param standing what has drifted, by the newest windows; nothing in the record of a segment,
 *     since all segments are watched together
 * @param routed what of it the model was taken out for, so that it is not taken out for the same
 *     again once its answers were shown to be right
 * @param digest of the package that it was measured on; null if that is not known
 */
public record DriftMemory(DriftStanding standing, DriftStanding routed, @Nullable String digest) {

  public static final DriftMemory NONE =
      new DriftMemory(DriftStanding.NONE, DriftStanding.NONE, null);

  /**
   * This after a report. What the package does not measure any more is forgotten, and all of it
   * where another package has come under the name.
   *
   * @param readings of the windows that the report filled
   */
  public DriftMemory after(InputReport report, List<DriftReading> readings) {
    DriftMemory before = isOf(report.digest()) ? this : NONE;
    DriftStanding now = before.standing.among(report.names()).with(readings);
    return now.none() ? NONE : new DriftMemory(now, before.routed.and(now), report.digest());
  }

  /**
   * This where no more than that stands.
   *
   * @param stands what has drifted in all segments together
   */
  public DriftMemory routedOf(DriftStanding stands) {
    return new DriftMemory(standing, routed.and(stands), digest);
  }

  /**
   * This once the model was taken out: whatever stands then is what its answers are shown to be
   * right on before it is back.
   */
  public DriftMemory taken(DriftStanding stands) {
    return new DriftMemory(standing, stands, digest);
  }

  private boolean isOf(@Nullable String other) {
    return digest == null || other == null || digest.equals(other);
  }
}
