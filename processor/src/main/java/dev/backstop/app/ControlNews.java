package dev.backstop.app;

import dev.backstop.control.Control;
import dev.backstop.control.Leave;
import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.SourcePosition;
import dev.backstop.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what became of a control: in the log, on the audit topic and in meters. */
final class ControlNews {

  private static final Logger LOG = LoggerFactory.getLogger(ControlNews.class);

  private final InstanceAudit audit;
  private final Telemetry telemetry;

  ControlNews(
      String instance, Consumer<AuditEvent> audit, InstantSource clock, Telemetry telemetry) {
    this.audit = new InstanceAudit(instance, audit, clock);
    this.telemetry = telemetry;
  }

  /** It has an effect, wherever its leave says. */
  void set(Control control, Leave leave, SourcePosition at) {
    LOG.info(
        "event=control_set key={} control={} kind={} by={} but=\"{}\"",
        control.key(),
        control.id(),
        control.set().kind(),
        control.who(),
        leave.inWords());
    telemetry.controlChanged(
        control.clears() ? Telemetry.ControlResult.CLEARED : Telemetry.ControlResult.SET);
    String limits = leave.inWords();
    note(
        AuditEvent.Kind.CONTROL_SET,
        control.inWords() + (limits.isEmpty() ? "" : "; " + limits),
        control.key(),
        control,
        at);
  }

  /**
   * It has none any more.
   *
   * @param at where it came from; null if that is not known
   */
  void expired(Control control, @Nullable SourcePosition at) {
    LOG.info("event=control_expired key={} control={}", control.key(), control.id());
    telemetry.controlChanged(Telemetry.ControlResult.EXPIRED);
    if (at != null) {
      note(
          AuditEvent.Kind.CONTROL_EXPIRED,
          "no longer: " + control.inWords() + "; the policy applies again",
          control.key(),
          control,
          at);
    }
  }

  /** What came has none, and what was set before stays. Returns why, as a sentence. */
  String refused(String key, List<String> problems, @Nullable Control control, SourcePosition at) {
    String why = String.join("; ", problems);
    LOG.warn("event=control_refused key={} offset={} why={}", key, at.offset(), why);
    telemetry.controlChanged(Telemetry.ControlResult.REFUSED);
    note(
        AuditEvent.Kind.CONTROL_REFUSED,
        "the control was refused, and what was set before stays: " + why,
        key,
        control,
        at);
    return why;
  }

  private void note(
      AuditEvent.Kind kind,
      String description,
      String key,
      @Nullable Control control,
      SourcePosition at) {
    Map<String, String> details = audit.details("key", key);
    if (control != null) {
      details.put("control", control.id());
      details.put("domain", control.domain());
      details.put("kind", control.set().kind().name());
      details.put("why", control.why());
      details.put("issuedAt", control.issuedAt().toString());
      if (control.expiresAt() != null) {
        details.put("expiresAt", control.expiresAt().toString());
      }
    }
    String actor = control == null ? null : control.who();
    audit.tell(kind, actor, description, details, at);
  }
}
