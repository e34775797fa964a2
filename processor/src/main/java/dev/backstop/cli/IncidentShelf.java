package dev.backstop.cli;

import dev.backstop.incident.Incident;
import dev.backstop.registry.IncidentMapper;
import dev.backstop.registry.WireCodec;
import dev.backstop.topology.names.Topic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The incidents topic as it stands. */
final class IncidentShelf {

  private final Session session;
  private final Terminal terminal;
  private final Map<String, Incident> byId = new HashMap<>();

  private IncidentShelf(Session session, Terminal terminal) {
    this.session = session;
    this.terminal = terminal;
  }

  static IncidentShelf read(Session session, Terminal terminal) {
    IncidentShelf shelf = new IncidentShelf(session, terminal);
    session.readWhole(Topic.INCIDENTS, shelf::take);
    return shelf;
  }

  /** All of them, the newest first. */
  List<Incident> all() {
    List<Incident> all = new ArrayList<>(byId.values());
    all.sort(Comparator.comparing(Incident::openedAt).reversed().thenComparing(Incident::id));
    return all;
  }

  /** The one with that id, or with the only id that begins so. */
  Incident named(String id) {
    Incident exact = byId.get(id);
    List<Incident> found =
        exact != null
            ? List.of(exact)
            : all().stream().filter(incident -> incident.id().startsWith(id)).toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    throw CommandException.no(
        found.isEmpty()
            ? "there is no incident " + id + "; 'backstop incident list' shows those there are"
            : "there are several incidents " + id + "...: name one in full");
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      byId.remove(record.key());
      return;
    }
    try {
      if (session.decode(record, dev.backstop.v1.Incident.class)
          instanceof WireCodec.Read<dev.backstop.v1.Incident> read) {
        byId.put(record.key(), IncidentMapper.fromAvro(read.record()));
        return;
      }
    } catch (IllegalArgumentException e) {
      // Such as a symbol that a later release added to an enum: told below.
    }
    terminal.note("the record of incident " + record.key() + " cannot be read; it is left out");
  }
}
