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
  private final Supplier<Map<String, String>> policyNotes;
  private final Supplier<Map<String, String>> refusedControls;
  private final boolean needsPolicies;

  /**
   * The health of an instance.
   *
   * @param policyNotes of policies that are not in force and should be, why
   * @param refusedControls why what came as a control has no effect, by its key
   * @param needsPolicies whether it opens cases at all
   */
  Health(
      Supplier<KafkaStreams.State> state,
      Policies policies,
      Models models,
      RegistryProbe registry,
      Supplier<Map<String, String>> policyNotes,
      Supplier<Map<String, String>> refusedControls,
      boolean needsPolicies) {
    this.state = state;
    this.policies = policies;
    this.models = models;
    this.registry = registry;
    this.policyNotes = policyNotes;
    this.refusedControls = refusedControls;
    this.needsPolicies = needsPolicies;
  }

  /** Down once the stream processor has failed or stopped: only a new process helps then. */
  Report live() {
    KafkaStreams.State now = state.get();
    boolean dead = now == KafkaStreams.State.ERROR || now.hasStartedOrFinishedShuttingDown();
    return new Report(!dead, Map.of("state", now.name()));
  }

  /**
   * Up when records are read, a policy is in force and the registry answers. That models are warm
   * is sure: a policy does not come into force without. A refused policy does not make an instance
   * unready, for it goes on with the one before.
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
    details.putAll(policyNotes.get());
    refusedControls.get().forEach((key, why) -> details.put("refused control " + key, why));
    boolean governed = !needsPolicies || !policies.all().isEmpty();
    boolean up = now == KafkaStreams.State.RUNNING && registryProblems.isEmpty() && governed;
    return new Report(up, details);
  }
}
