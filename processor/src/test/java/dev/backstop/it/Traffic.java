package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.v1.Decision;
import dev.backstop.v1.PredictionRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The requests of a test, numbered from r-0 on, one after the other, and their decisions. */
final class Traffic {

  static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Client client;
  private int sent;

  Traffic(Client client) {
    this.client = client;
  }

  /** How many were sent; the number of the next one. */
  int sent() {
    return sent;
  }

  void send(int number) {
    for (int i = 0; i < number; i++) {
      send(Requests.sure(next()));
    }
  }

  void send(int number, double x0) {
    for (int i = 0; i < number; i++) {
      send(Requests.of(next(), x0));
    }
  }

  /** Sends until the condition holds. */
  void sendUntil(String what, BooleanSupplier condition) {
    repeatUntil(what, condition, () -> send(1));
  }

  /** Does something, such as to send, until the condition holds. */
  static void repeatUntil(String what, BooleanSupplier condition, Runnable step) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time for " + what).isLessThan(deadline);
      step.run();
    }
  }

  /** Reads until everything that was sent is decided. */
  void awaitDecisions() {
    client.readUntil("all decisions", PATIENCE, () -> client.terminal().size() == sent);
  }

  /** The decisions on the requests from that number on. */
  List<Decision> since(int from) {
    return client.terminal().values().stream()
        .filter(decision -> number(decision.getRequestId()) >= from)
        .toList();
  }

  static int number(String id) {
    return Integer.parseInt(id.substring(2));
  }

  private String next() {
    return "r-" + sent++;
  }

  private void send(PredictionRequest request) {
    client.send(request);
    client.readFor(Duration.ofMillis(5));
  }
}
