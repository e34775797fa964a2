package dev.backstop.topology.guard;

import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.SourcePosition;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.RiskLevel;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the audit topic says of a model whose answers stand otherwise than before. */
final class RiskNote {

  private RiskNote() {}

  static AuditEvent of(BreakerNews news, RiskLevel before, SourcePosition source) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("model", news.guarded().model());
    if (news.guarded().segment() != null) {
      details.put("segment", news.guarded().segment());
    }
    details.put("tier", news.tier());
    details.put("domain", news.domain());
    details.put("from", before.name());
    details.put("to", news.risk().level().name());
    details.put("labels", Long.toString(news.risk().labels().trials()));
    details.put("errors", Long.toString(news.risk().labels().errors()));
    return new AuditEvent(
        AuditEvent.Kind.RISK_CHANGED,
        null,
        null,
        "the risk of model '"
            + news.guarded()
            + "' went from "
            + before
            + " to "
            + news.risk().level()
            + ": "
            + news.risk().inWords(),
        details,
        source,
        Instant.ofEpochMilli(news.at()));
  }
}
