package dev.backstop.cli;

import dev.backstop.playbook.Run;
import dev.backstop.registry.RunMapper;
import dev.backstop.registry.WireCodec;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.PlaybookRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The topic of playbooks' runs as it stands. */
final class RunShelf {

  private final Session session;
  private final Terminal terminal;
  private final Map<String, Run> byId = new HashMap<>();

  private RunShelf(Session session, Terminal terminal) {
    this.session = session;
    this.terminal = terminal;
  }

  static RunShelf read(Session session, Terminal terminal) {
    RunShelf shelf = new RunShelf(session, terminal);
    session.readWhole(Topic.PLAYBOOK_RUNS, shelf::take);
    return shelf;
  }

  /** All of them, the newest first. */
  List<Run> all() {
    List<Run> all = new ArrayList<>(byId.values());
    all.sort(Comparator.comparing(Run::openedAt).reversed().thenComparing(Run::id));
    return all;
  }

  /** The one with that id, or with the only id that begins so. */
  Run named(String id) {
    Run exact = byId.get(id);
    List<Run> found =
        exact != null
            ? List.of(exact)
            : all().stream().filter(run -> run.id().startsWith(id)).toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    throw CommandException.no(
        found.isEmpty()
            ? "there is no run " + id + "; 'backstop playbook runs' shows those there are"
            : "there are several runs " + id + "...: name one in full");
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      byId.remove(record.key());
      return;
    }
    try {
      if (session.decode(record, PlaybookRun.class) instanceof WireCodec.Read<PlaybookRun> read) {
        byId.put(record.key(), RunMapper.fromAvro(read.record()));
        return;
      }
    } catch (IllegalArgumentException e) {
      // Such as a symbol that a later release added to an enum: told below.
    }
    terminal.note("the record of run " + record.key() + " cannot be read; it is left out");
  }
}
