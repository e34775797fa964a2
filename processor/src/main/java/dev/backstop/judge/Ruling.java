package dev.backstop.judge;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was found about a candidate, segment by segment.
 *
 * @param against by segment, the finding that speaks against it; where there is one, it is off
 *     everywhere
 * @param inFavour by segment, the finding that speaks for it, for that segment alone
 */
public record Ruling(Map<String, Finding> against, Map<String, Finding> inFavour) {

  /** Nothing was found. */
  public static final Ruling NONE = new Ruling(Map.of(), Map.of());

  /** The name under which the requests of no segment are found. */
  private static final String NO_SEGMENT = "";

  /** Why, and since when. */
  public record Finding(@Nullable String segment, String why, Instant since) {
    /** A clause that gives the reason, and where it was found. */
    public String inWords() {
      return segment == null ? why : "in segment '" + segment + "' " + why;
    }
  }

  public Ruling {
    against = Map.copyOf(against);
    inFavour = Map.copyOf(inFavour);
  }

  /** What speaks against it; null if nothing does. */
  public @Nullable Finding rejected() {
    return against.isEmpty() ? null : new TreeMap<>(against).firstEntry().getValue();
  }

  /** What speaks for it in the segment; null if nothing does. */
  public @Nullable Finding accepted(@Nullable String segment) {
    return inFavour.get(named(segment));
  }

  /** The segments in which it has shown to be the better one. */
  public Set<String> acceptedIn() {
    return inFavour.keySet();
  }

  /** This with what the evidence of one segment says now. */
  Ruling with(Evidence evidence) {
    Map<String, Finding> no = new TreeMap<>(against);
    Map<String, Finding> yes = new TreeMap<>(inFavour);
    String segment = named(evidence.segment());
    no.remove(segment);
    yes.remove(segment);
    Instant since = evidence.decidedAt();
    if (since != null) {
      Finding finding = new Finding(evidence.segment(), evidence.reason(), since);
      if (evidence.verdict() == Verdict.AGAINST_CANDIDATE) {
        no.put(segment, finding);
      } else if (evidence.verdict() == Verdict.FOR_CANDIDATE) {
        yes.put(segment, finding);
      }
    }
    return new Ruling(no, yes);
  }

  private static String named(@Nullable String segment) {
    return segment == null ? NO_SEGMENT : segment;
  }
}
