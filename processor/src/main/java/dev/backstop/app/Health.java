package dev.backstop.app;

import dev.backstop.model.Models;
import dev.backstop.policy.Policies;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/** Whether this instance lives, and whether it is ready to answer. */
final class Health {

  /** One answer: whether it is well, and why. */
  record Report(boolean up, Map<String, String> details) {}

  private final Supplier<KafkaStreams.State> state;
  private final Policies policies;
  private final Models models;
  private final RegistryProbe registry;

  Health(
      Supplier<KafkaStreams.State> state,
      Policies policies,
      Models models,
      RegistryProbe registry) {
    this.state = state;
    this.policies = policies;
    this.models = models;
    this.registry = registry;
  }

  /** Down once the stream processor has failed or stopped: only a new process helps then. */
  Report live() {
    KafkaStreams.State now = state.get();
    boolean dead = now == KafkaStreams.State.ERROR || now.hasStartedOrFinishedShuttingDown();
    return new Report(!dead, Map.of("state", now.name()));
  }

  /**
   * Up when records are read and the registry answers. That policies are loaded and models warm is
   * sure: an instance does not start without.
   */
  Report ready() {
    Map<String, String> details = new LinkedHashMap<>();
    KafkaStreams.State now = state.get();
    List<String> registryProblems = registry.problems();
    details.put("state", now.name());
    details.put(
        "models",
        String.join(", ", models.all().stream().map(model -> model.ref().toLineage()).toList()));
    details.put(
        "policies",
        String.join(
            ", ", policies.all().stream().map(policy -> policy.ref().toLineage()).toList()));
    details.put("registry", registryProblems.isEmpty() ? "answers" : registryProblems.get(0));
    boolean up = now == KafkaStreams.State.RUNNING && registryProblems.isEmpty();
    return new Report(up, details);
  }
}
