package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Two real processes, named a and b, on topics of their own, with one client between them. Either
 * may be killed; the other goes on.
 */
final class TwoInstances implements AutoCloseable {

  private final Map<String, String> environment;
  private final ProcessorSetup setup;
  private final Client client;
  private final Traffic traffic;
  private ProcessorProcess a;
  private final ProcessorProcess b;

  private TwoInstances(
      Map<String, String> environment, Client client, ProcessorSetup one, ProcessorSetup other) {
    this.environment = environment;
    this.client = client;
    this.traffic = new Traffic(client);
    this.setup = one;
    this.a = one.start();
    this.b = other.start();
  }

  /**
   * Starts them; they may not be ready yet.
   *
   * @param prefix of topics that are there
   * @param folder where their state and their logs are
   * @param yaml the configuration of both
   */
  static TwoInstances start(Surroundings surroundings, String prefix, Path folder, String yaml) {
    return new TwoInstances(
        surroundings.environment(prefix),
        new Client(surroundings, prefix),
        ProcessorSetup.of(surroundings, prefix, folder, yaml).named("a"),
        ProcessorSetup.of(surroundings, prefix, folder, yaml).named("b"));
  }

  TwoInstances awaitReady() {
    try {
      all().forEach(ProcessorProcess::awaitReady);
      return this;
    } catch (RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  Client client() {
    return client;
  }

  Traffic traffic() {
    return traffic;
  }

  ProcessorProcess a() {
    return a;
  }

  ProcessorProcess b() {
    return b;
  }

  List<ProcessorProcess> all() {
    return List.of(a, b);
  }

  /** Starts the first one again, which was killed. */
  void comeBack() {
    a = setup.start().awaitReady();
  }

  /** What both or either have told of what came to them, in the order of the topic. */
  List<AuditEvent> told(AuditKind kind) {
    return client.records(AuditEvent.class).stream()
        .filter(event -> event.getKind() == kind)
        .toList();
  }

  /** Runs a command that must end well, and returns what it has printed. */
  String run(String... arguments) throws IOException, InterruptedException {
    return Command.run(environment, arguments);
  }

  /**
   * The only thing that a command lists, once it is as wanted.
   *
   * @param command that prints a JSON array
   */
  JsonNode only(String field, String wanted, String... command) {
    JsonNode[] found = new JsonNode[1];
    await("one whose " + field + " is " + wanted)
        .atMost(Traffic.PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              Process process = Command.start(environment, List.of(command));
              String output = Command.output(process);
              if (process.waitFor() != 0) {
                return false;
              }
              JsonNode all = new ObjectMapper().readTree(output.substring(output.indexOf('[')));
              if (all.isEmpty()) {
                return false;
              }
              assertThat(all).as(output).hasSize(1);
              found[0] = all.get(0);
              return found[0].path(field).asText().equals(wanted);
            });
    return found[0];
  }

  @Override
  public void close() {
    try {
      b.close();
    } finally {
      try {
        a.close();
      } finally {
        client.close();
      }
    }
  }
}
