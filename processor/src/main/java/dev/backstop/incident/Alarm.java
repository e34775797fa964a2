package dev.backstop.incident;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A condition that is an incident, with what it takes: so many, and such a share of all, in a
 * window. It is over when one of the two was below half of that for a whole window, so that neither
 * a value at the edge nor a restart, which forgets the window, makes two incidents of one.
 */
enum Alarm {
  /** Many requests become dead letters. */
  DEAD_LETTERS(Factor.Kind.DEAD_LETTERS, Duration.ofMinutes(5), 10, .05, Duration.ZERO),
  /** Many reviews of a policy are answered by nobody in time. */
  REVIEWS(Factor.Kind.REVIEWS, Duration.ofMinutes(30), 5, .1, Duration.ZERO),
  /**
   * Requests and what became of them do not add up. What lies between the parts makes a difference
   * that passes, and a crash one that leaves the window after an hour.
   */
  BALANCE(Factor.Kind.BALANCE, Duration.ofHours(1), 20, .02, Duration.ofMinutes(90));

  private final Factor.Kind kind;
  private final Duration window;
  private final long least;
  private final double share;
  private final Duration lasting;

  Alarm(Factor.Kind kind, Duration window, long least, double share, Duration lasting) {
    this.kind = kind;
    this.window = window;
    this.least = least;
    this.share = share;
    this.lasting = lasting;
  }

  /**
   * How a condition stands.
   *
   * @param above since when it has been met without a break, or null
   * @param raised what it is told as, or null while it is not
   * @param below since when it has been far from met without a break, or null
   */
  record Standing(@Nullable Instant above, @Nullable Factor raised, @Nullable Instant below) {

    static final Standing NONE = new Standing(null, null, null);

    /** One that had been raised when its watch began. */
    static Standing of(Factor raised) {
      return new Standing(null, raised, null);
    }
  }

  /** For how long things are counted. */
  Duration window() {
    return window;
  }

  Factor.Kind kind() {
    return kind;
  }

  /**
   * How it stands now.
   *
   * @param bad what there should not be, in the window
   * @param all of which that is a share
   * @param told what it is told as if it is raised now
   */
  Standing after(Standing before, long bad, long all, Factor told, Instant now) {
    boolean met = bad >= least && bad > share * all;
    boolean far = 2 * bad < least || 2 * bad < share * all;
    Instant above = met ? first(before.above(), now) : null;
    Instant below = far ? first(before.below(), now) : null;
    if (before.raised() != null) {
      boolean over = below != null && !now.isBefore(below.plus(window));
      return new Standing(above, over ? null : before.raised(), below);
    }
    boolean raised = above != null && !now.isBefore(above.plus(lasting));
    return new Standing(above, raised ? told : null, below);
  }

  private static Instant first(@Nullable Instant before, Instant now) {
    return before == null ? now : before;
  }
}
