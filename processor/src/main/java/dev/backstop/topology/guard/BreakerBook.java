package dev.backstop.topology.guard;

import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.Closed;
import dev.backstop.guard.Guarded;
import dev.backstop.guard.ReportedBreaker;
import dev.backstop.registry.BreakerMapper;
import dev.backstop.registry.StateCodec;
import dev.backstop.v1.TierStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The breakers of one task: in memory, and kept in a store once anything was published of them. */
final class BreakerBook {

  private final KeyValueStore<String, byte[]> store;
  private final StateCodec<TierStatus> codec = new StateCodec<>(TierStatus.class);
  private final Map<String, Owned> owned = new HashMap<>();

  BreakerBook(KeyValueStore<String, byte[]> store) {
    this.store = store;
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> one = all.next();
        BreakerNews news = BreakerMapper.fromAvro(codec.decode(one.value));
        owned.put(
            one.key, new Owned(new ReportedBreaker(news.guarded(), news.status().state()), news));
      }
    }
  }

  /** The breaker of a model; a new one is closed. */
  Owned of(Guarded guarded, long now) {
    return owned.computeIfAbsent(
        guarded.key(), key -> new Owned(new ReportedBreaker(guarded, Closed.initial(now)), null));
  }

  /** All of them, as a copy. */
  List<Owned> all() {
    return new ArrayList<>(owned.values());
  }

  /** Forgets a breaker: the next one of this name is a new one. */
  void remove(Owned one) {
    String key = one.breaker.guarded().key();
    owned.remove(key);
    if (one.news != null) {
      store.delete(key);
      one.news = null;
    }
  }

  void keep(Owned one, BreakerNews news) {
    one.news = news;
    store.put(news.guarded().key(), codec.encode(BreakerMapper.toAvro(news)));
  }
}
