package dev.backstop.topology.playbook;

import dev.backstop.playbook.Run;
import dev.backstop.playbook.Step;
import dev.backstop.registry.RunMapper;
import dev.backstop.registry.StateCodec;
import dev.backstop.v1.PlaybookRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The runs that are kept in the store: the last one of each playbook until what set it off is gone,
 * so that one whose time was over does not begin anew; and those that have made room for another,
 * until it is known what came of all that they have asked for.
 */
final class RunLedger {

  /** What the keys of those begin with that have made room; no playbook's name has a slash. */
  private static final String SETTLING = "settling/";

  private final KeyValueStore<String, byte[]> store;
  private final StateCodec<PlaybookRun> codec = new StateCodec<>(PlaybookRun.class);
  private final Map<String, Run> runs = new HashMap<>();

  /** With what the store has. */
  RunLedger(KeyValueStore<String, byte[]> store) {
    this.store = store;
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> one = all.next();
        runs.put(one.key, RunMapper.fromAvro(codec.decode(one.value)));
      }
    }
  }

  /** The last run of a playbook; null if there is none, or it is over and so is what set it off. */
  @Nullable Run last(String domain, String playbook) {
    return runs.get(key(domain, playbook));
  }

  /** The last runs of all playbooks. */
  List<Run> last() {
    return runs(false);
  }

  /** Those that have made room. */
  List<Run> settling() {
    return runs(true);
  }

  /** Takes a run for the last of its playbook. */
  void put(Run run) {
    write(key(run.domain(), run.playbook()), run);
  }

  /** Makes room for another run of the playbook. */
  void makeRoom(Run run) {
    remove(key(run.domain(), run.playbook()));
    settle(run);
  }

  /** Keeps a run that has made room for as long as it awaits something. */
  void settle(Run run) {
    if (run.awaits()) {
      write(SETTLING + run.id(), run);
    } else {
      remove(SETTLING + run.id());
    }
  }

  /** The keys of the notices of which nobody knows yet what became of them. */
  Set<String> awaited() {
    return runs.values().stream()
        .flatMap(run -> run.steps().stream())
        .filter(step -> step.outcome() == Step.Outcome.ASKED && step.control() == null)
        .map(step -> String.valueOf(step.slot()))
        .collect(Collectors.toSet());
  }

  private List<Run> runs(boolean settling) {
    List<Run> found = new ArrayList<>();
    runs.forEach(
        (key, run) -> {
          if (key.startsWith(SETTLING) == settling) {
            found.add(run);
          }
        });
    return found;
  }

  private void write(String key, Run run) {
    if (!run.equals(runs.put(key, run))) {
      store.put(key, codec.encode(RunMapper.toAvro(run)));
    }
  }

  private void remove(String key) {
    if (runs.remove(key) != null) {
      store.delete(key);
    }
  }

  private static String key(String domain, String playbook) {
    return playbook + '@' + domain;
  }
}
