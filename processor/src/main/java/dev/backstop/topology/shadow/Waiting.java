package dev.backstop.topology.shadow;

import dev.backstop.judge.Comparison;
import dev.backstop.registry.CandidateMapper;
import dev.backstop.registry.StateCodec;
import dev.backstop.v1.ModelComparison;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * Two models' answers that wait for a label, and labels that wait for them: either may come first.
 * What waits for longer than the stores keep it is forgotten, and was never evidence. It may have
 * been kept by an instance whose clock is ahead of this one's.
 */
final class Waiting {

  /** A request is compared at most once where its candidate decided, and once where it did not. */
  private static final List<String> KINDS = List.of("/canary", "/shadow");

  private static final String PROBE = "/probe/";

  private final WindowStore<String, byte[]> pairs;
  private final WindowStore<String, byte[]> labels;
  private final Duration patience;
  private final StateCodec<ModelComparison> codec = new StateCodec<>(ModelComparison.class);

  Waiting(
      WindowStore<String, byte[]> pairs, WindowStore<String, byte[]> labels, Duration patience) {
    this.pairs = pairs;
    this.labels = labels;
    this.patience = patience;
  }

  void keep(Comparison comparison, long now) {
    String kind = KINDS.get(comparison.candidateDecided() ? 0 : 1);
    pairs.put(comparison.requestId() + kind, codec.encode(CandidateMapper.toAvro(comparison)), now);
  }

  /** Keeps what a model said that is tried for its breaker. */
  void keepProbe(Comparison answered, long now) {
    String key = answered.requestId() + PROBE + answered.trial().candidate();
    pairs.put(key, codec.encode(CandidateMapper.toAvro(answered)), now);
  }

  /** What these models said of the request; it waits no longer. */
  List<Comparison> takeProbes(String requestId, Set<String> models, long now) {
    List<Comparison> taken = new ArrayList<>(models.size());
    for (String model : models) {
      take(requestId + PROBE + model, now, taken);
    }
    return taken;
  }

  void keep(String requestId, String label, long now) {
    labels.put(requestId, label.getBytes(StandardCharsets.UTF_8), now);
  }

  @Nullable String labelOf(String requestId, long now) {
    KeyValue<Long, byte[]> found = newest(labels, requestId, now);
    return found == null ? null : new String(found.value, StandardCharsets.UTF_8);
  }

  /** What waits for the request's label; it waits no longer. */
  List<Comparison> take(String requestId, long now) {
    List<Comparison> taken = new ArrayList<>(KINDS.size());
    for (String kind : KINDS) {
      take(requestId + kind, now, taken);
    }
    return taken;
  }

  private void take(String key, long now, List<Comparison> taken) {
    KeyValue<Long, byte[]> found = newest(pairs, key, now);
    if (found != null) {
      taken.add(CandidateMapper.fromAvro(codec.decode(found.value)));
      pairs.put(key, null, found.key);
    }
  }

  private @Nullable KeyValue<Long, byte[]> newest(
      WindowStore<String, byte[]> store, String key, long now) {
    Instant from = Instant.ofEpochMilli(now).minus(patience);
    Instant to = Instant.ofEpochMilli(now).plus(patience);
    KeyValue<Long, byte[]> newest = null;
    try (WindowStoreIterator<byte[]> found = store.fetch(key, from, to)) {
      while (found.hasNext()) {
        newest = found.next();
      }
    }
    return newest;
  }
}
