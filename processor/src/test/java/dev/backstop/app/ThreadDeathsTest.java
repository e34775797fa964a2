package dev.backstop.app;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.telemetry.Telemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThreadDeathsTest {

  private final AtomicLong now = new AtomicLong();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ThreadDeaths deaths = new ThreadDeaths(2, now::get, new Telemetry(meters));

  @Test
  void shouldReplaceAThreadAndStopWhenTooManyDie() {
    assertThat(deaths.handle(new IllegalStateException())).isEqualTo(REPLACE_THREAD);
    assertThat(deaths.handle(new IllegalStateException())).isEqualTo(REPLACE_THREAD);
    assertThat(deaths.handle(new IllegalStateException())).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(meters.get("backstop.threads.replaced").counter().count()).isEqualTo(2);
  }

  @Test
  void shouldForgetOldDeaths() {
    for (int i = 0; i < 10; i++) {
      assertThat(deaths.handle(new IllegalStateException())).isEqualTo(REPLACE_THREAD);
      now.addAndGet(TimeUnit.MINUTES.toMillis(6));
    }
  }

  @Test
  void shouldStopAtOnceWhenTheMachineIsOutOfMemory() {
    assertThat(deaths.handle(new OutOfMemoryError())).isEqualTo(SHUTDOWN_CLIENT);
  }
}
