package dev.backstop.topology.guard;

import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.SourcePosition;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.Cause;
import dev.backstop.guard.Guarded;
import dev.backstop.guard.Transition;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the audit topic says of a move. */
final class MoveNote {

  private MoveNote() {}

  static AuditEvent of(BreakerNews news, Transition moved, SourcePosition source) {
    return new AuditEvent(
        AuditEvent.Kind.BREAKER_MOVED,
        null,
        null,
        inWords(news.guarded())
            + " went from "
            + moved.from()
            + " to "
            + moved.to()
            + ": "
            + news.why(),
        details(news, moved),
        source,
        Instant.ofEpochMilli(news.at()));
  }

  private static String inWords(Guarded guarded) {
    return "the breaker of model '"
        + guarded.model()
        + (guarded.segment() == null ? "'" : "' in segment '" + guarded.segment() + "'");
  }

  private static Map<String, String> details(BreakerNews news, Transition moved) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("model", news.guarded().model());
    if (news.guarded().segment() != null) {
      details.put("segment", news.guarded().segment());
    }
    details.put("tier", news.tier());
    details.put("domain", news.domain());
    details.put("from", moved.from().name());
    details.put("to", moved.to().name());
    details.put("share", Double.toString(news.share()));
    Cause cause = moved.cause();
    if (cause != null) {
      details.put("trip", cause.reason().name());
      details.put("trials", Long.toString(cause.evidence().trials()));
      details.put("errors", Long.toString(cause.evidence().errors()));
    }
    if (news.hand() != null) {
      details.put("control", news.hand().control());
      details.put("controlUntil", Instant.ofEpochMilli(news.hand().until()).toString());
    }
    Long probe = moved.nextProbeAt();
    if (probe != null) {
      details.put("nextProbeAt", Instant.ofEpochMilli(probe).toString());
    }
    return details;
  }
}
