package dev.backstop.app;

import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.SourcePosition;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells the audit topic what this instance makes of a record that every instance reads. */
final class InstanceAudit {

  private final String instance;
  private final Consumer<AuditEvent> audit;
  private final InstantSource clock;

  InstanceAudit(String instance, Consumer<AuditEvent> audit, InstantSource clock) {
    this.instance = instance;
    this.audit = audit;
    this.clock = clock;
  }

  /** Details to add to: what it is about, and who tells. */
  Map<String, String> details(String name, String about) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put(name, about);
    details.put("instance", instance);
    return details;
  }

  void tell(
      AuditEvent.Kind kind,
      @Nullable String actor,
      String description,
      Map<String, String> details,
      SourcePosition at) {
    audit.accept(new AuditEvent(kind, null, actor, description, details, at, clock.instant()));
  }
}
