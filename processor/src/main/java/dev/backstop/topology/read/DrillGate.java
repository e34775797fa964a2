package dev.backstop.topology.read;

import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.Drill;
import dev.backstop.domain.RawRecord;
import dev.backstop.drill.DrillMark;
import dev.backstop.signing.TrustedKeys;
import dev.backstop.topology.names.Header;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Says which records are a drill's. A mark that does not hold keeps its record out altogether: it
 * is on a copy of a request that nobody has sent, and an answer to it as if it were real would be
 * worse than none. Safe for use by several threads at once.
 */
public final class DrillGate {

  /** The longest that a mark may hold. */
  public static final Duration LONGEST = Duration.ofHours(1);

  private static final byte[] NO_MARK = {};

  private final TrustedKeys trusted;
  private final InstantSource clock;

  /**
   * @param trusted who may drill; without any, no mark holds
   */
  public DrillGate(TrustedKeys trusted, InstantSource clock) {
    this.trusted = trusted;
    this.clock = clock;
  }

  /** Lets no drill in. */
  public static DrillGate closed() {
    return new DrillGate(TrustedKeys.of(Map.of()), InstantSource.system());
  }

  /** Those of a record's headers that are read with it: the mark of a drill. */
  public static Map<String, byte[]> marks(Headers headers) {
    org.apache.kafka.common.header.Header mark = headers.lastHeader(Header.DRILL);
    if (mark == null) {
      return Map.of();
    }
    return Map.of(Header.DRILL, mark.value() == null ? NO_MARK : mark.value());
  }

  /**
   * Lets a record in as what it is, a real one or a drill's, or says why it must not be taken.
   *
   * @param enters whether it comes from outside; one that is under way stays what it was when it
   *     came in, whatever the time
   * @param opened makes a case of it
   */
  Input admit(String requestId, RawRecord raw, boolean enters, Opening opened) {
    Finding found = look(raw.headers().get(Header.DRILL), requestId, enters);
    return found.refusal() == null
        ? opened.of(found.drill())
        : new Input.Bad(DeadLetter.Cause.REFUSED_DRILL, found.refusal(), requestId, null);
  }

  /** Makes a case of a record. */
  @FunctionalInterface
  interface Opening {
    /**
     * The case, or what is wrong with the record.
     *
     * @param drill that the record is part of, or null
     */
    Input of(@Nullable Drill drill);
  }

  /** What was found: a drill, or no drill, or why the record must not be taken. */
  private record Finding(@Nullable Drill drill, @Nullable String refusal) {
    private static final Finding REAL = new Finding(null, null);

    private static Finding refused(String why) {
      return new Finding(null, why);
    }
  }

  private Finding look(byte @Nullable [] mark, String requestId, boolean enters) {
    if (mark == null) {
      return Drill.owns(requestId)
          ? Finding.refused(
              "ids that begin with '" + Drill.PREFIX + "' are for drills, and it has no mark")
          : Finding.REAL;
    }
    if (!Drill.owns(requestId)) {
      return Finding.refused(
          "it has the mark of a drill, but its id does not begin with '" + Drill.PREFIX + "'");
    }
    if (trusted.isEmpty()) {
      return Finding.refused(
          "it has the mark of a drill, and none are taken here: 'drill.trusted.keys' is empty");
    }
    DrillMark read;
    try {
      read = DrillMark.parse(mark);
    } catch (IllegalArgumentException e) {
      return Finding.refused("it has the mark of a drill, but " + e.getMessage());
    }
    List<String> problems = trusted.problems(read, requestId);
    if (!problems.isEmpty()) {
      return Finding.refused("the mark of the drill does not hold: " + problems.get(0));
    }
    Instant now = clock.instant();
    if (enters && !now.isBefore(read.expires())) {
      return Finding.refused("the mark of the drill has expired");
    }
    if (enters && read.expires().isAfter(now.plus(LONGEST))) {
      return Finding.refused(
          "the mark of the drill would hold for more than " + LONGEST.toMinutes() + " minutes");
    }
    return new Finding(read.drill(), null);
  }
}
