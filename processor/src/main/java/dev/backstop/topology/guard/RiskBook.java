package dev.backstop.topology.guard;

import dev.backstop.guard.AnswerReport;
import dev.backstop.guard.RiskMemory;
import dev.backstop.guard.RiskReading;
import dev.backstop.guard.RiskTerms;
import dev.backstop.guard.RiskWatch;
import dev.backstop.policy.QualityRules;
import dev.backstop.registry.BreakerMapper;
import dev.backstop.registry.StateCodec;
import dev.backstop.v1.RiskWindow;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** What labels have shown of the models of one task: in memory, and kept in a store. */
final class RiskBook {

  private final KeyValueStore<String, byte[]> store;
  private final StateCodec<RiskWindow> codec = new StateCodec<>(RiskWindow.class);
  private final Map<String, RiskWatch> watches = new HashMap<>();

  RiskBook(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  /** Takes note of an answer that was judged; null if that says nothing of the risk. */
  @Nullable RiskReading record(AnswerReport answer, QualityRules rules) {
    String key = answer.guarded().key();
    RiskTerms terms = RiskTerms.of(rules);
    RiskWatch watch = watches.computeIfAbsent(key, unseen -> new RiskWatch(terms, known(unseen)));
    RiskReading reading = watch.record(answer, terms);
    if (reading != null) {
      keep(key, watch);
    }
    return reading;
  }

  /** From now on only what is answered later counts. */
  void forget(String key, long now) {
    RiskWatch watch = watches.get(key);
    if (watch != null) {
      watch.forget(now);
      keep(key, watch);
    }
  }

  private RiskMemory known(String key) {
    byte[] kept = store.get(key);
    return kept == null ? RiskMemory.blank(0) : BreakerMapper.fromAvro(codec.decode(kept));
  }

  private void keep(String key, RiskWatch watch) {
    store.put(key, codec.encode(BreakerMapper.toAvro(watch.memory())));
  }
}
