package dev.backstop.topology.playbook;

import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.SourcePosition;
import dev.backstop.playbook.Run;
import dev.backstop.playbook.Seen;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the audit topic says of a run that has come to another state. */
final class RunNote {

  private RunNote() {}

  static AuditEvent of(Run run, SourcePosition source, Instant now) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("run", run.id());
    details.put("playbook", run.playbook());
    details.put("domain", run.domain());
    details.put("state", run.state().name());
    details.put("policy", run.policy().toLineage());
    details.put("steps", Integer.toString(run.steps().size()));
    return new AuditEvent(
        AuditEvent.Kind.PLAYBOOK_MOVED,
        null,
        Seen.ACTOR + run.playbook(),
        "playbook '"
            + run.playbook()
            + "' of domain '"
            + run.domain()
            + "' is "
            + run.state()
            + ": "
            + (run.outcome() == null ? run.cause() : run.outcome()),
        details,
        source,
        now);
  }
}
