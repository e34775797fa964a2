package dev.backstop.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.backstop.domain.PolicyRef;
import dev.backstop.playbook.Notice;
import dev.backstop.playbook.Run;
import dev.backstop.telemetry.Meter;
import dev.backstop.telemetry.Telemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpNotifierTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final HttpNotifier notifier = notifier(Duration.ofMillis(1), Duration.ofMillis(1));
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private volatile int status = 204;
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/hook",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    notifier.close();
    server.stop(0);
  }

  @Test
  void shouldPostWhatThereIsToTellAndSayThatItWasTaken() {
    notifier.tell(notice("k1", "/hook"));

    await().atMost(PATIENCE).until(() -> notifier.told().containsKey("k1"));
    assertThat(notifier.told()).containsEntry("k1", true);
    assertThat(keys).containsExactly("k1");
    assertThat(bodies)
        .singleElement()
        .asString()
        .contains(
            "\"run\":\"p@d-1\"",
            "\"state\":\"VERIFYING\"",
            "\"text\":\"tier 'a' is away; \\\"now\\\"\"");
    assertThat(count("TAKEN")).isEqualTo(1);
  }

  @Test
  void shouldTryAgainAndThenSayThatItWasNotTaken() {
    status = 500;

    notifier.tell(notice("k1", "/hook"));

    await().atMost(PATIENCE).until(() -> notifier.told().containsKey("k1"));
    assertThat(notifier.told()).containsEntry("k1", false);
    assertThat(keys).containsExactly("k1", "k1", "k1");
    assertThat(count("FAILED")).isEqualTo(1);
  }

  @Test
  void shouldPauseBeforeItTriesAgainWithoutKeepingOthersWaiting() {
    // Given
    status = 500;
    try (HttpNotifier slow = notifier(Duration.ofHours(1))) {
      slow.tell(notice("k1", "/hook"));
      await().atMost(PATIENCE).until(() -> keys.contains("k1"));
      // When
      status = 204;
      slow.tell(notice("k2", "/hook"));
      // Then
      await().atMost(PATIENCE).until(() -> slow.told().containsKey("k2"));
      assertThat(slow.told()).containsExactly(entry("k2", true));
      assertThat(keys).containsExactly("k1", "k2");
    }
  }

  @Test
  void shouldGiveWhatIsUnderWayAMomentWhenItIsClosed() throws InterruptedException {
    // Given
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch came = new CountDownLatch(1);
    server.createContext(
        "/slow",
        exchange -> {
          came.countDown();
          try {
            assertThat(go.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    HttpNotifier closing = notifier(Duration.ofHours(1));
    closing.tell(notice("k1", "/slow"));
    assertThat(came.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    // When
    Thread close = new Thread(closing::close);
    close.start();
    go.countDown();
    close.join();
    // Then
    assertThat(closing.told()).containsExactly(entry("k1", true));
  }

  @Test
  void shouldSayThatItWasNotTakenWhereNobodyIs() {
    server.stop(0);

    notifier.tell(notice("k1", "/hook"));

    await().atMost(PATIENCE).until(() -> notifier.told().containsKey("k1"));
    assertThat(notifier.told()).containsEntry("k1", false);
  }

  private HttpNotifier notifier(Duration... pauses) {
    return new HttpNotifier(new Telemetry(meters).guard().playbooks(), List.of(pauses));
  }

  private double count(String result) {
    return meters.get(Meter.PLAYBOOK_NOTICES.meterName()).tag("result", result).counter().count();
  }

  private Notice notice(String key, String path) {
    Run run =
        new Run(
            "p@d-1",
            "p",
            "d",
            new PolicyRef("policy", "1", "a".repeat(64)),
            Run.State.VERIFYING,
            "tier 'a' is away",
            Instant.EPOCH,
            null,
            null,
            null,
            null,
            List.of(),
            "o");
    return new Notice(
        key,
        "http://127.0.0.1:" + server.getAddress().getPort() + path,
        run,
        "tier 'a' is away; \"now\"");
  }
}
