package dev.backstop.cli;

import dev.backstop.app.KafkaSettings;
import dev.backstop.config.BackstopConfig;
import dev.backstop.registry.RegistryUnavailableException;
import dev.backstop.registry.Serdes;
import dev.backstop.registry.WireCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes within bounded time. The serdes have no time-out of their own: a registry
 * that takes connections and does not answer would block for good, so they run on a thread that the
 * process does not wait for.
 */
final class Registry implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final BackstopConfig config;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread daemon = new Thread(work, "backstop-registry");
            daemon.setDaemon(true);
            return daemon;
          });
  private @Nullable WireCodec codec;

  Registry(BackstopConfig config) {
    this.config = config;
  }

  byte[] encode(String topic, SpecificRecord record) {
    return await(() -> codec().encode(topic, record), topic);
  }

  <T extends SpecificRecord> WireCodec.Decoded<T> decode(
      String topic, byte[] value, Class<T> type) {
    return await(() -> codec().decode(topic, value, type), topic);
  }

  /** Does not wait for a call that hangs. */
  @Override
  public void close() {
    WireCodec open = codec;
    if (open != null) {
      thread.execute(open::close);
    }
    thread.shutdown();
  }

  /** The sentence for a registry that does not answer. */
  static String unreachable(@Nullable BackstopConfig config, @Nullable Throwable cause) {
    String url = config == null ? "" : config.registry().url();
    String where =
        url.isEmpty()
            ? "the schema registry of 'kafka.value.serializer' did not answer in time"
            : "no schema registry answered at " + url + " in time";
    String setting = url.isEmpty() ? "that its settings under 'kafka.' are" : "'registry.url' is";
    return where
        + ": check that it runs and that "
        + setting
        + " right"
        + (cause == null ? "" : " (" + cause.getClass().getSimpleName() + ')');
  }

  private WireCodec codec() {
    WireCodec open = codec;
    if (open == null) {
      open = Serdes.codecs(new KafkaSettings(config).serde()).create();
      codec = open;
    }
    return open;
  }

  private <T> T await(Callable<T> work, String topic) {
    try {
      return thread.submit(work).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw CommandException.unreachable(unreachable(config, null), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the registry was asked", e);
    } catch (ExecutionException e) {
      throw translated(e.getCause() == null ? e : e.getCause(), topic);
    }
  }

  private RuntimeException translated(Throwable thrown, String topic) {
    if (thrown instanceof RegistryUnavailableException) {
      return CommandException.unreachable(unreachable(config, thrown.getCause()), thrown);
    }
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      String name = cause.getClass().getSimpleName().toLowerCase(Locale.ROOT);
      if (name.contains("notfound")) {
        return CommandException.usage(
            "the registry has no schema for topic "
                + topic
                + ": 'backstop schemas register' registers the contracts",
            thrown);
      }
      if (cause instanceof IOException || name.contains("restclient") || name.contains("http")) {
        return CommandException.unreachable(unreachable(config, cause), thrown);
      }
    }
    return thrown instanceof RuntimeException unchecked
        ? unchecked
        : new KafkaException("the serde failed", thrown);
  }
}
