package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backstop.demo.Application;
import dev.backstop.demo.Applications;
import dev.backstop.v1.Decision;
import dev.backstop.v1.LabelledExample;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.ReviewTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a simulation foretells, held against the same traffic under the policy itself. */
class SimulationIT {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String PREFIX = "simulation.";
  private static final Path CREDIT = Path.of("../scripts/credit").toAbsolutePath().normalize();

  /** The credit example's ladder, with time enough for any machine. */
  private static final String POLICY =
      """
      format: backstop-policy/1
      name: credit
      version: 1.0.0
      domain: credit
      owner: tests
      deadline: 1h
      ladder:
        - {tier: primary, kind: model, model: credit-primary, threshold: 0.80, budget: 5s}
        - {tier: secondary, kind: model, model: credit-secondary, threshold: 0.70, budget: 5s}
        - {tier: human, kind: human, labels: [good, bad], takeWithin: 10m, finishWithin: 30m}
        - {tier: default, kind: default, label: bad}
      audit: {rate: 0.2, salt: it, epoch: 1}
      """;

  /** Asks nobody who was not asked before. */
  private static final String LOOSER = policy("1.1.0", 0.70, 0.60);

  /** Asks the secondary where it was not asked before: what it would say cannot be known. */
  private static final String STRICTER = policy("1.2.0", 0.90, 0.75);

  @TempDir Path folder;

  private final List<Application> applications =
      Applications.read(CREDIT.resolve("data/stream.csv")).subList(0, 500);
  private final Map<String, String> truth =
      applications.stream()
          .collect(Collectors.toMap(one -> Integer.toString(one.row()), Application::label));
  private final Set<String> reviewed = new HashSet<>();

  private Surroundings surroundings;

  @Test
  void shouldForetellTheMixThatThePolicyGivesOnTheSameTraffic() throws Exception {
    try (Surroundings started = Surroundings.start()) {
      surroundings = started;
      started.createTopics(PREFIX, 3);
      try (Client client = new Client(started, PREFIX);
          ProcessorProcess processor = processor(file("1.0.0", POLICY)).awaitReady()) {
        // Given
        List<Decision> then = traffic(client, "then");
        JsonNode looser = simulate(client, file("1.1.0", LOOSER));
        JsonNode stricter = simulate(client, file("1.2.0", STRICTER));
        JsonNode recorded = ofRecording(client, file("1.1.0", LOOSER));
        for (String what :
            List.of("requests", "known", "unknown", "before", "after", "unasked", "panel")) {
          assertThat(recorded.get(what)).as(what).isEqualTo(looser.get(what));
        }
        checkWithoutLabels(then, file("1.1.0", LOOSER));
        // When
        List<Decision> underLooser = underPolicy(client, "1.1.0");
        List<Decision> underStricter = underPolicy(client, "1.2.0");
        // Then: where nobody is asked who was not asked then, nothing is left open
        assertThat(looser.get("unknown")).isEmpty();
        assertThat(mix(looser)).isEqualTo(mix(underLooser));
        assertThat(looser.at("/after/reviews").asInt()).isEqualTo(mix(underLooser).get("human"));
        assertThat(looser.at("/after/right").asInt()).isEqualTo(right(underLooser));
        // Then: what is left open is the whole of the difference
        Map<String, Integer> foretold = mix(stricter);
        Map<String, Integer> real = mix(underStricter);
        int unknown = stricter.at("/unknown/secondary").asInt();
        assertThat(unknown).isPositive();
        assertThat(real.get("primary")).isEqualTo(foretold.get("primary"));
        assertThat(real.get("secondary")).isGreaterThanOrEqualTo(foretold.get("secondary"));
        assertThat(real.get("human")).isGreaterThanOrEqualTo(foretold.get("human"));
        assertThat(real.get("secondary") + real.get("human"))
            .isEqualTo(foretold.get("secondary") + foretold.get("human") + unknown);
        System.out.println(
            "simulated and real, looser: "
                + mix(looser)
                + mix(underLooser)
                + "; stricter: "
                + foretold
                + real
                + " unknown "
                + unknown);
        client.checkPromises();
        assertThat(processor.body("/health/ready")).contains("credit@1.2.0");
      }
    }
  }

  /** What people have said of the panel is all that is known, and is held against no person. */
  private void checkWithoutLabels(List<Decision> then, Path candidate) throws Exception {
    String json = Command.run(common(), "policy", "simulate", candidate.toString(), "--json");
    JsonNode report = new ObjectMapper().readTree(json.substring(json.indexOf('{')));
    List<Decision> beside =
        then.stream().filter(one -> drawn(one) && !one.getTier().equals("human")).toList();
    assertThat(beside).isNotEmpty();
    assertThat(report.at("/before/known").asInt()).isZero();
    assertThat(report.at("/before/panelQuestions").asInt()).isEqualTo(beside.size());
    assertThat(report.at("/before/audited/of").asInt()).isEqualTo(beside.size());
    assertThat(report.at("/before/audited/right").asInt()).isEqualTo(right(beside));
    assertThat(report.at("/unasked/requests").asInt())
        .isEqualTo(report.at("/before/reviews").asInt() - report.at("/after/reviews").asInt());
    assertThat(report.at("/panel/open").asInt()).isZero();
  }

  private static boolean drawn(Decision decision) {
    return decision.getAudit() != null && decision.getAudit().getDrawn();
  }

  private List<Decision> underPolicy(Client client, String version)
      throws IOException, InterruptedException {
    String file = folder.resolve(version + ".yaml").toString();
    Command.run(common(), "policy", "push", file, "--author", "ada");
    Command.run(
        common(), "policy", "activate", "credit", version, "--by", "olga", "--why", "a test");
    List<Decision> decisions = traffic(client, version);
    assertThat(decisions)
        .allSatisfy(one -> assertThat(one.getPolicy().getVersion()).isEqualTo(version));
    return decisions;
  }

  /** All applications once, with people who are always right. */
  private List<Decision> traffic(Client client, String run) {
    client.sendAtOnce(applications.stream().map(one -> request(run, one)).toList());
    client.readUntil(
        "the decisions of " + run,
        PATIENCE,
        () -> {
          for (ReviewTask task : client.records(ReviewTask.class)) {
            if (reviewed.add(task.getRequestId())) {
              client.answer(task, truth(task.getRequestId()));
            }
          }
          return of(client, run).size() == applications.size() && labelled(client, run);
        });
    return of(client, run);
  }

  /** Whether there is a label for each request that was drawn. */
  private static boolean labelled(Client client, String run) {
    Set<String> labelled =
        client.records(LabelledExample.class).stream()
            .map(LabelledExample::getRequestId)
            .collect(Collectors.toSet());
    return of(client, run).stream()
        .allMatch(one -> !drawn(one) || labelled.contains(one.getRequestId()));
  }

  private static List<Decision> of(Client client, String run) {
    return client.terminal().values().stream()
        .filter(decision -> decision.getRequestId().startsWith(run + '/'))
        .toList();
  }

  /** What is simulated from a file, without a broker. */
  private JsonNode ofRecording(Client client, Path candidate) throws Exception {
    String file = folder.resolve("recording.avro").toString();
    Command.run(common(), "policy", "record", file);
    String json =
        Command.run(
            Map.of(),
            "policy",
            "simulate",
            candidate.toString(),
            "--recording",
            file,
            "--labels",
            labels(client).toString(),
            "--json");
    return new ObjectMapper().readTree(json.substring(json.indexOf('{')));
  }

  private Path labels(Client client) throws IOException {
    return Files.write(
        folder.resolve("labels.csv"),
        client.terminal().keySet().stream().map(id -> id + "," + truth(id)).toList());
  }

  private JsonNode simulate(Client client, Path candidate) throws Exception {
    Path page = folder.resolve("page.html");
    String json =
        Command.run(
            common(),
            "policy",
            "simulate",
            candidate.toString(),
            "--labels",
            labels(client).toString(),
            "--html",
            page.toString(),
            "--json");
    assertThat(Files.readString(page)).contains("<!doctype html>", "Where requests end");
    return new ObjectMapper().readTree(json.substring(json.indexOf('{')));
  }

  private static Map<String, Integer> mix(JsonNode report) {
    Map<String, Integer> mix = new TreeMap<>();
    report.at("/after/mix").properties().forEach(e -> mix.put(e.getKey(), e.getValue().asInt()));
    return mix;
  }

  private static Map<String, Integer> mix(List<Decision> decisions) {
    return decisions.stream()
        .collect(
            Collectors.groupingBy(
                Decision::getTier, TreeMap::new, Collectors.summingInt(decision -> 1)));
  }

  private int right(List<Decision> decisions) {
    return (int)
        decisions.stream()
            .filter(one -> Objects.equals(one.getLabel(), truth(one.getRequestId())))
            .count();
  }

  private String truth(String requestId) {
    return Objects.requireNonNull(truth.get(requestId.substring(requestId.indexOf('/') + 1)));
  }

  private static PredictionRequest request(String run, Application application) {
    return PredictionRequest.newBuilder()
        .setRequestId(run + '/' + application.row())
        .setDomain("credit")
        .setFeatures(application.features())
        .setRequestedAt(Instant.now())
        .build();
  }

  private ProcessorProcess processor(Path policy) {
    String config =
        "models: [%s, %s]\npolicies: [%s]\n"
            .formatted(
                CREDIT.resolve("models/primary"), CREDIT.resolve("models/secondary"), policy);
    return ProcessorSetup.of(surroundings, PREFIX, folder, config)
        .named("a")
        // As long as the budgets of a whole poll may take.
        .with("BACKSTOP_KAFKA_PRODUCER_TRANSACTION_TIMEOUT_MS", "60000")
        .start();
  }

  private Map<String, String> common() {
    return surroundings.environment(PREFIX);
  }

  private Path file(String version, String policy) throws IOException {
    return Files.writeString(folder.resolve(version + ".yaml"), policy);
  }

  private static String policy(String version, double primary, double secondary) {
    return POLICY
        .replace("1.0.0", version)
        .replace("threshold: 0.70", "threshold: " + secondary)
        .replace("threshold: 0.80", "threshold: " + primary);
  }
}
