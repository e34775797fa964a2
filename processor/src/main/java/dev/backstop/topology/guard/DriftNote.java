package dev.backstop.topology.guard;

import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.SourcePosition;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.DriftStanding;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the audit topic says of a model whose inputs look otherwise than before. */
final class DriftNote {

  private DriftNote() {}

  static AuditEvent of(BreakerNews news, DriftStanding before, SourcePosition source) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("model", news.guarded().model());
    if (news.guarded().segment() != null) {
      details.put("segment", news.guarded().segment());
    }
    details.put("tier", news.tier());
    details.put("domain", news.domain());
    details.put("before", String.join(",", before.drifted()));
    details.put("drifted", String.join(",", news.drifted().drifted()));
    details.put("collapsed", Boolean.toString(news.drifted().collapsed()));
    return new AuditEvent(
        AuditEvent.Kind.DRIFT_CHANGED,
        null,
        null,
        "what model '" + news.guarded() + "' is asked: " + news.drifted().inWords(),
        details,
        source,
        Instant.ofEpochMilli(news.at()));
  }
}
