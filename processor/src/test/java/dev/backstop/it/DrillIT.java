package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Drill;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.LabelledExample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drills by the command, against a real processor that answers real requests. */
class DrillIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: it
      version: 1.0.0
      domain: it
      owner: tests
      deadline: 10m
      ladder:
        - {tier: primary, kind: model, model: linear, threshold: 0.70, budget: 300ms}
        - {tier: secondary, kind: model, model: probabilities, threshold: 0.60, budget: 300ms}
        - {tier: human, kind: human, labels: ["yes", "no"], takeWithin: 5m, finishWithin: 10m}
        - {tier: default, kind: default, label: "no"}
      """;

  private static Surroundings surroundings;

  @TempDir private Path folder;

  private String prefix = "";

  @BeforeAll
  static void start() {
    surroundings = Surroundings.start();
  }

  @AfterAll
  static void stop() {
    surroundings.close();
  }

  @Test
  void shouldRehearseOnCopiesAndLeaveRealRequestsAlone() throws Exception {
    prefix = surroundings.newTopics("drill", 3);
    Command.run(Map.of(), "policy", "keygen", "olga", "--out", folder.toString());
    try (Client client = new Client(surroundings, prefix);
        ProcessorProcess processor =
            processor("drill.trusted.keys: [olga.pub.pem]\n").awaitReady()) {
      for (int i = 0; i < 4; i++) {
        client.send(Requests.sure("r-" + i));
      }
      client.readUntil("real decisions", PATIENCE, () -> client.terminal().size() == 4);

      for (String scenario :
          List.of(
              "outage",
              "error-rate",
              "slow",
              "hang",
              "nan",
              "confidence-collapse",
              "corrupted-features",
              "missing-feature-source",
              "drifted-inputs")) {
        String said = drill(0, scenario);
        assertThat(said).contains("has passed", "lost 0");
      }
      assertThat(drill(0, "no-reviewers")).contains("declared-answer", "has passed");
      assertThat(drill(0, "secondary-down-too", "--json")).contains("\"passed\" : true");

      String report = command(0, List.of("drill", "report"));
      assertThat(report)
          .contains("outage", "hang", "no-reviewers", "passed")
          .doesNotContain("failed");
      String metrics = processor.body("/metrics");
      assertThat(metrics)
          .contains(
              "backstop_requests_total 4.0",
              "backstop_drill_requests_total{scenario=\"outage\"} 9.0",
              "backstop_pending 0.0");
      assertThat(age(metrics, "secondary")).isLessThan(60);
      assertThat(metrics).doesNotContain("backstop_breaker_state{model=\"probabilities\"");

      assertThat(
              command(
                  0,
                  List.of(
                      "drill",
                      "schedule",
                      "--scenario",
                      "outage",
                      "--every",
                      "1s",
                      "--times",
                      "1",
                      "--who",
                      "olga",
                      "--key",
                      folder.resolve("olga.key.pem").toString(),
                      "--copies",
                      "3",
                      "--deadline",
                      "4s",
                      "--pace",
                      "50ms")))
          .contains("drill outage of domain ", "has passed; run ");

      client.readFor(Duration.ofSeconds(1));
      assertThat(client.records(LabelledExample.class)).isEmpty();
      assertThat(client.records(AuditEvent.class))
          .filteredOn(event -> event.getKind() == AuditKind.DRILL_RAN)
          .hasSize(12);
      for (Decision decision : client.records(Decision.class)) {
        assertThat(decision.getStatus())
            .isEqualTo(
                Drill.owns(decision.getRequestId()) ? DecisionStatus.DRILL : DecisionStatus.FINAL);
      }
    }
  }

  @Test
  void shouldTakeNoDrillWhereNobodyMay() throws Exception {
    prefix = surroundings.newTopics("drill", 3);
    Command.run(Map.of(), "policy", "keygen", "olga", "--out", folder.toString());
    Path given =
        Files.writeString(
            folder.resolve("requests.json"), "{\"features\": {\"x0\": 9.0, \"x1\": 0.0}}");
    try (ProcessorProcess processor = processor("").awaitReady()) {
      String said = drill(1, "outage", "--file", given.toString());
      assertThat(said).contains("has failed", "none-refused").contains("3 dead letters");
      assertThat(processor.body("/metrics"))
          .contains("backstop_drill_outcomes_total{scenario=\"unknown\",status=\"REFUSED_DRILL\"");
    }
  }

  private String drill(int status, String scenario, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "drill",
                "run",
                scenario,
                "--who",
                "olga",
                "--key",
                folder.resolve("olga.key.pem").toString(),
                "--copies",
                "3",
                "--deadline",
                "4s",
                "--pace",
                "50ms"));
    arguments.addAll(List.of(more));
    return command(status, arguments);
  }

  private String command(int status, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("--config", folder.resolve("backstop.yaml") + ""));
    all.addAll(arguments);
    return Command.run(status, surroundings.environment(prefix), all);
  }

  private static double age(String metrics, String tier) {
    Matcher age =
        Pattern.compile(
                "(?m)^backstop_fallback_proven_age\\{policy=\"[^\"]+\",tier=\""
                    + tier
                    + "\"\\} (\\S+)$")
            .matcher(metrics);
    assertThat(age.find()).isTrue();
    return Double.parseDouble(age.group(1));
  }

  private ProcessorProcess processor(String more) throws IOException {
    Files.writeString(folder.resolve("policy.yaml"), POLICY);
    return ProcessorSetup.of(
            surroundings,
            prefix,
            folder,
            "models: ["
                + ranged("linear")
                + ", "
                + ranged("probabilities")
                + "]\npolicies: [policy.yaml]\n"
                + more)
        .start();
  }

  /** A model that takes no input far from what it was made for. */
  private Path ranged(String name) throws IOException {
    Path source = ProcessorSetup.model(name);
    Path ranged = Files.createDirectories(folder.resolve("models").resolve(name));
    Files.copy(
        source.resolve("model.pt"),
        ranged.resolve("model.pt"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(
        ranged.resolve("model.yaml"),
        Files.readString(source.resolve("model.yaml"))
            .replace("kind: numeric}", "kind: numeric, range: {min: -100, max: 100}}"));
    return ranged;
  }
}
