package dev.backstop.cli;

import dev.backstop.cli.story.Trail;
import dev.backstop.control.Control;
import dev.backstop.registry.ControlMapper;
import dev.backstop.registry.WireCodec;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What operators wanted and why, for controls that a decision names. The audit topic has all that
 * instances have worked by; the controls topic has the last of each switch.
 */
final class ControlReasons {

  private ControlReasons() {}

  /** Adds them to the trails. Where none of them names any, nothing is read. */
  static void read(Session session, TopicReader reader, Collection<Trail> trails) {
    IdentityHashMap<Trail, Set<String>> wanted = new IdentityHashMap<>();
    trails.forEach(trail -> wanted.put(trail, trail.controlIds()));
    if (wanted.values().stream().allMatch(Set::isEmpty)) {
      return;
    }
    String controls = session.name(Topic.CONTROLS);
    // Events about controls are keyed by the place of the control's record.
    reader.read(
        List.of(session.name(Topic.AUDIT), controls),
        null,
        record ->
            record.key() != null
                && (record.topic().equals(controls) || record.key().startsWith(controls + '-')),
        record -> wanted.forEach((trail, ids) -> take(session, record, controls, ids, trail)));
  }

  private static void take(
      Session session,
      ConsumerRecord<String, byte[]> record,
      String controls,
      Set<String> ids,
      Trail trail) {
    if (record.topic().equals(controls)) {
      control(session, record)
          .filter(control -> ids.contains(control.id()))
          .ifPresent(
              control ->
                  trail
                      .controls()
                      .put(
                          control.id(),
                          new Trail.Wanted(control.inWords(), control.who(), control.why())));
    } else if (session.decode(record, AuditEvent.class) instanceof WireCodec.Read<AuditEvent> read
        && read.record().getKind() == AuditKind.CONTROL_SET) {
      AuditEvent event = read.record();
      String id = event.getDetails().getOrDefault("control", "");
      if (ids.contains(id)) {
        String who = event.getActor() == null ? "unknown" : event.getActor();
        String why = event.getDetails().getOrDefault("why", "");
        trail.controls().put(id, new Trail.Wanted(event.getDescription(), who, why));
      }
    }
  }

  private static Optional<Control> control(Session session, ConsumerRecord<String, byte[]> record) {
    return session.decode(record, dev.backstop.v1.Control.class)
            instanceof WireCodec.Read<dev.backstop.v1.Control> read
        ? ControlMapper.fromAvro(read.record(), problem -> {})
        : Optional.empty();
  }
}
