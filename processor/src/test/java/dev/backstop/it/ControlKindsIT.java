package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.registry.ControlMapper;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.Attempt;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.Decision;
import dev.backstop.v1.Reason;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of switch, on two instances. That of a stop, and how one ends, is elsewhere. */
class ControlKindsIT {

  /** With shares so small that no request is among them. */
  private static final String POLICY =
      """
      format: backstop-policy/1
      name: it
      version: 1.0.0
      domain: it
      owner: tests
      deadline: 10m
      ladder:
        - {tier: primary, kind: model, model: linear, threshold: 0.70, budget: 1s, enabled: false}
        - {tier: secondary, kind: model, model: probabilities, threshold: 0.60, budget: 1s}
        - {tier: human, kind: human, labels: ["yes", "no"], takeWithin: 5m, finishWithin: 10m}
        - {tier: default, kind: default, label: "no"}
      canary: {tier: secondary, model: linear, share: 0.0000001}
      audit: {rate: 0.0000001, salt: s, epoch: 1}
      """;

  private static Surroundings surroundings;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    surroundings = Surroundings.start();
  }

  @AfterAll
  static void stop() {
    surroundings.close();
  }

  @Test
  void shouldTakeEffectOnEveryInstance() throws Exception {
    String prefix = surroundings.newTopics("kinds", 3);
    String yaml =
        ProcessorSetup.yaml(
            folder, POLICY, ProcessorSetup.model("linear"), ProcessorSetup.model("probabilities"));
    try (TwoInstances two = TwoInstances.start(surroundings, prefix, folder, yaml).awaitReady()) {
      assertThat(decided(two))
          .allSatisfy(
              decision -> {
                assertThat(decision.getTier()).isEqualTo("secondary");
                assertThat(last(decision).getCanary()).isFalse();
                assertThat(decision.getAudit().getDrawn()).isFalse();
              });

      set(two, new Switch.On("primary"));
      assertThat(decided(two)).extracting(Decision::getTier).containsOnly("primary");

      String forced = set(two, new Switch.Force("secondary"));
      assertThat(decided(two))
          .allSatisfy(
              decision -> {
                assertThat(decision.getTier()).isEqualTo("secondary");
                assertThat(decision.getAttempts().get(0).getReason())
                    .isEqualTo(Reason.POLICY_FORCED);
                assertThat(decision.getAttempts().get(0).getControl()).isEqualTo(forced);
              });

      set(two, new Switch.CanaryShare(1.0));
      assertThat(decided(two))
          .allSatisfy(
              decision -> {
                assertThat(last(decision).getCanary()).isTrue();
                assertThat(last(decision).getModel().getName()).isEqualTo("linear");
              });

      set(two, new Switch.AuditRate(1.0));
      assertThat(decided(two))
          .allSatisfy(
              decision -> {
                assertThat(decision.getAudit().getDrawn()).isTrue();
                assertThat(decision.getAudit().getPropensity()).isEqualTo(1);
              });

      for (ProcessorProcess instance : two.all()) {
        assertThat(instance.body("/metrics")).contains("backstop_controls_active 4.0");
      }
      two.client().checkPromises();
    }
  }

  /** Sets it, and waits until both instances work by it; the control's id. */
  private static String set(TwoInstances two, Switch wanted) {
    Instant now = Instant.now();
    Control control = Control.of("it", wanted, "olga", "a test", now, now.plusSeconds(600));
    Client client = two.client();
    client.publish(Topic.CONTROLS, control.key(), ControlMapper.toAvro(control, null));
    client.readUntil(
        wanted.inWords(),
        Traffic.PATIENCE,
        () ->
            two.told(AuditKind.CONTROL_SET).stream()
                    .filter(event -> event.getDescription().equals(control.inWords()))
                    .map(event -> event.getDetails().get("instance"))
                    .distinct()
                    .count()
                == 2);
    return control.id();
  }

  /** The decisions on some requests, enough for each partition to have one. */
  private static List<Decision> decided(TwoInstances two) {
    int from = two.traffic().sent();
    two.traffic().send(12);
    two.traffic().awaitDecisions();
    return two.traffic().since(from);
  }

  private static Attempt last(Decision decision) {
    return decision.getAttempts().get(decision.getAttempts().size() - 1);
  }
}
