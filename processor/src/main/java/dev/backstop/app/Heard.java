package dev.backstop.app;

import dev.backstop.domain.SourcePosition;
import dev.backstop.registry.RegistryUnavailableException;
import dev.backstop.registry.WireCodec;
import dev.backstop.topology.adopt.AdoptStage;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of one topic that every instance reads whole, decoded. One that cannot be read is
 * logged and left; one that cannot be read now, because the registry is away, is tried again,
 * unless a later one has come under its key.
 */
final class Heard<T extends SpecificRecord> implements AdoptStage.Listener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Heard.class);
  private static final long RETRY_MILLIS = 1_000;

  private final String what;
  private final Class<T> type;
  private final WireCodec.Factory codecs;
  private final BiConsumer<String, T> listener;
  private final Consumer<String> deleted;

  /** The offset of the newest record by its key: a retry must not undo what came after it. */
  private final Map<String, Long> newest = new ConcurrentSkipListMap<>();

  private final ScheduledExecutorService later;

  /**
   * @param what they are, a word for the log
   * @param listener takes each by its key; what it throws is logged
   * @param deleted takes the keys of those that are deleted
   */
  Heard(
      String what,
      Class<T> type,
      WireCodec.Factory codecs,
      BiConsumer<String, T> listener,
      Consumer<String> deleted) {
    this.what = what;
    this.type = type;
    this.codecs = codecs;
    this.listener = listener;
    this.deleted = deleted;
    this.later = Executors.newSingleThreadScheduledExecutor(new DaemonThreads(what));
  }

  @Override
  public void changed(String key, byte @Nullable [] value, SourcePosition at) {
    newest.put(key, at.offset());
    attempt(key, value, at.topic(), at.offset());
  }

  @Override
  public void close() {
    later.shutdownNow();
  }

  private synchronized void attempt(
      String key, byte @Nullable [] value, String topic, long offset) {
    if (newest.getOrDefault(key, offset) > offset) {
      return;
    }
    if (value == null) {
      deleted.accept(key);
      return;
    }
    try (WireCodec codec = codecs.create()) {
      WireCodec.Decoded<T> decoded = codec.decode(topic, value, type);
      if (decoded instanceof WireCodec.Read<T> read) {
        listener.accept(key, read.record());
      } else {
        LOG.warn(
            "event={}_refused key={} offset={} why={}",
            what,
            key,
            offset,
            ((WireCodec.Unreadable<T>) decoded).why());
      }
    } catch (RegistryUnavailableException e) {
      LOG.warn("event={}_waits cause=registry key={} offset={}", what, key, offset);
      var unused =
          later.schedule(
              () -> attempt(key, value, topic, offset), RETRY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      // The global thread would end, and the instance with it.
      LOG.warn(
          "event={}_refused key={} offset={} exception={}",
          what,
          key,
          offset,
          e.getClass().getName());
    }
  }
}
