package dev.backstop.cli;

import dev.backstop.incident.Incident;
import dev.backstop.playbook.Run;
import dev.backstop.registry.IncidentMapper;
import dev.backstop.registry.RunMapper;
import dev.backstop.registry.WireCodec;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.PlaybookRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a topic has under each id now: incidents, or the runs of playbooks. */
final class Shelf<T> {

  private final String what;
  private final String list;
  private final Function<T, String> id;
  private final Comparator<T> newestFirst;
  private final Map<String, T> byId = new HashMap<>();

  private Shelf(String what, String list, Function<T, String> id, Function<T, Instant> openedAt) {
    this.what = what;
    this.list = list;
    this.id = id;
    this.newestFirst = Comparator.comparing(openedAt).reversed().thenComparing(id);
  }

  static Shelf<Incident> incidents(Session session, Terminal terminal) {
    Shelf<Incident> shelf =
        new Shelf<>("incident", "incident list", Incident::id, Incident::openedAt);
    session.readWhole(
        Topic.INCIDENTS,
        record ->
            shelf.take(
                session,
                terminal,
                record,
                dev.backstop.v1.Incident.class,
                IncidentMapper::fromAvro));
    return shelf;
  }

  static Shelf<Run> runs(Session session, Terminal terminal) {
    Shelf<Run> shelf = new Shelf<>("run", "playbook runs", Run::id, Run::openedAt);
    session.readWhole(
        Topic.PLAYBOOK_RUNS,
        record -> shelf.take(session, terminal, record, PlaybookRun.class, RunMapper::fromAvro));
    return shelf;
  }

  /** All of them, the newest first. */
  List<T> all() {
    List<T> all = new ArrayList<>(byId.values());
    all.sort(newestFirst);
    return all;
  }

  /** The one with that id, or with the only id that begins so. */
  T named(String wanted) {
    T exact = byId.get(wanted);
    List<T> found =
        exact != null
            ? List.of(exact)
            : all().stream().filter(one -> id.apply(one).startsWith(wanted)).toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    throw CommandException.no(
        found.isEmpty()
            ? "there is no "
                + what
                + " "
                + wanted
                + "; 'backstop "
                + list
                + "' shows those there are"
            : "there are several " + what + "s " + wanted + "...: name one in full");
  }

  private <R extends SpecificRecord> void take(
      Session session,
      Terminal terminal,
      ConsumerRecord<String, byte[]> record,
      Class<R> type,
      Function<R, T> mapper) {
    if (record.value() == null) {
      byId.remove(record.key());
      return;
    }
    try {
      if (session.decode(record, type) instanceof WireCodec.Read<R> read) {
        byId.put(record.key(), mapper.apply(read.record()));
        return;
      }
    } catch (IllegalArgumentException e) {
      // Such as a symbol that a later release added to an enum: told below.
    }
    terminal.note("the record of " + what + " " + record.key() + " cannot be read; it is left out");
  }
}
