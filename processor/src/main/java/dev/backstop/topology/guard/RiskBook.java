package dev.backstop.topology.guard;

import dev.backstop.guard.AnswerReport;
import dev.backstop.guard.Guarded;
import dev.backstop.guard.RiskMemory;
import dev.backstop.guard.RiskReading;
import dev.backstop.guard.RiskTerms;
import dev.backstop.guard.RiskWatch;
import dev.backstop.policy.QualityRules;
import dev.backstop.registry.BreakerMapper;
import dev.backstop.registry.StateCodec;
import dev.backstop.v1.RiskWindow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** What labels have shown of the models of one task: in memory, and kept in a store. */
final class RiskBook {

  private final KeyValueStore<String, byte[]> store;
  private final StateCodec<RiskWindow> codec = new StateCodec<>(RiskWindow.class);
  private final Map<String, RiskWatch> watches = new HashMap<>();

  /** Those of which the store has nothing that could count; else each look would be a look-up. */
  private final Set<String> blank = new HashSet<>();

  RiskBook(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  /** The models of which labels have shown anything, whoever asked them. */
  List<Guarded> remembered() {
    List<Guarded> remembered = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> one = all.next();
        Guarded guarded = Guarded.parse(one.key);
        if (guarded != null && !known(one.key).wrongs().isEmpty()) {
          remembered.add(guarded);
        }
      }
    }
    return remembered;
  }

  /** Takes note of an answer that was judged; null if that says nothing of the risk. */
  @Nullable RiskReading record(AnswerReport answer, QualityRules rules) {
    String key = answer.guarded().key();
    RiskTerms terms = RiskTerms.of(rules);
    RiskWatch watch = watches.computeIfAbsent(key, unseen -> new RiskWatch(terms, known(unseen)));
    RiskReading reading = watch.record(answer, terms);
    if (reading != null) {
      blank.remove(key);
      store.put(key, codec.encode(BreakerMapper.toAvro(watch.memory())));
    }
    return reading;
  }

  /** How a model's answers stand, by all that is remembered; null if nothing is. */
  @Nullable RiskReading reading(String key, QualityRules rules) {
    RiskWatch watch = watches.get(key);
    if (watch == null && !blank.contains(key)) {
      RiskMemory memory = known(key);
      if (memory.wrongs().isEmpty()) {
        blank.add(key);
      } else {
        watch = new RiskWatch(RiskTerms.of(rules), memory);
        watches.put(key, watch);
      }
    }
    return watch == null ? null : watch.reading();
  }

  /** From now on only what is answered later counts, whether or not it is in memory yet. */
  void forget(String key, long now) {
    watches.remove(key);
    if (store.get(key) != null) {
      store.put(key, codec.encode(BreakerMapper.toAvro(RiskMemory.blank(now))));
    }
    blank.add(key);
  }

  /** Forgets what nobody watches any more, once. */
  void unwatched(String key, long now) {
    if (!blank.contains(key)) {
      forget(key, now);
    }
  }

  private RiskMemory known(String key) {
    byte[] kept = store.get(key);
    return kept == null ? RiskMemory.blank(0) : BreakerMapper.fromAvro(codec.decode(kept));
  }
}
