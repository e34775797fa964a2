package dev.backstop.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies that change while real processes work. */
class PolicyIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String ONE =
      """
      format: backstop-policy/1
      name: it
      version: 1.0.0
      domain: it
      owner: tests
      deadline: 10m
      ladder:
        - {tier: primary, kind: model, model: linear, threshold: 0.70, budget: 1s}
        - {tier: secondary, kind: model, model: probabilities, threshold: 0.60, budget: 1s}
        - {tier: default, kind: default, label: "no"}
      """;

  /** The same with the primary switched off, so that each decision shows by whose rules it came. */
  private static final String TWO =
      ONE.replace("1.0.0", "2.0.0")
          .replace("threshold: 0.70, budget: 1s", "threshold: 0.70, budget: 1s, enabled: false");

  private static Surroundings surroundings;

  @TempDir Path folder;

  private String prefix;

  @BeforeAll
  static void start() {
    surroundings = Surroundings.start();
  }

  @AfterAll
  static void stop() {
    surroundings.close();
  }

  @Test
  void shouldTakeAPolicyOnEveryInstanceUnderLoadAndGoBack() throws Exception {
    prefix = surroundings.newTopics("policy", 3);
    try (TwoInstances two =
        TwoInstances.start(surroundings, prefix, folder, yaml("policies: [" + file(ONE) + "]\n"))
            .awaitReady()) {
      Client client = two.client();
      ProcessorProcess a = two.a();
      ProcessorProcess b = two.b();
      assertThat(a.output()).contains("signatures of policies are not asked for");
      run("push", file(ONE).toString(), "--author", "ada");
      run("push", file(TWO).toString(), "--author", "ada");
      run("activate", "it", "1.0.0", "--by", "olga", "--why", "the beginning", "--wait", "1");

      Load load = new Load(client);
      load.until("1.0.0");
      Instant tightened = load.during("activate", "it", "2.0.0");
      load.until("2.0.0");
      Instant back = load.during("rollback", "it");
      load.until("1.0.0");
      load.awaitAll();

      assertThat(client.terminal().values()).allSatisfy(PolicyIT::assertOfOneVersion);
      assertHeardInTime(client, "2.0.0", tightened);
      assertHeardInTime(client, "1.0.0", back);
      client.checkPromises();
      OneTruth.assertNoneFailed(client, client.terminal().values());
      assertThat(a.body("/metrics"))
          .contains("backstop_policy_changes_total{result=\"ACTIVATED\"} 2.0");
      assertThat(b.body("/health/ready")).contains("it@1.0.0");
      assertThat(run("history", "it")).contains("2.0.0", "1.0.0", "olga", "no longer");
      assertThat(run("show", "it")).contains("version: 1.0.0");
    }
  }

  @Test
  void shouldGoBackFromTheFirstActivationToWhatAFileSaid() throws Exception {
    prefix = surroundings.newTopics("policy", 3);
    try (Client client = new Client(surroundings, prefix);
        ProcessorProcess a = processor("a", "policies: [" + file(ONE) + "]\n").awaitReady()) {
      Path config =
          Files.writeString(folder.resolve("operator.yaml"), "policies: [" + file(ONE) + "]\n");
      Load load = new Load(client);
      load.until("1.0.0");
      run("push", file(TWO).toString(), "--author", "ada", "--config", config.toString());

      String differs =
          run("diff", "--in-force", file(TWO).toString(), "--config", config.toString());
      String told = run(change("activate", config, "it", "2.0.0"));
      load.until("2.0.0");
      String history = run("history", "it");
      String back = run(change("rollback", config, "it"));
      load.until("1.0.0");
      load.awaitAll();

      assertThat(differs).contains("in force: it@1.0.0#", "- tier ");
      assertThat(told).contains("it@1.0.0#", "was in force by its file", "a: works by it");
      assertThat(told).doesNotContain("will not return");
      assertThat(history).contains("by the file policy-1.0.0.yaml, until then");
      assertThat(back).contains("it@1.0.0#", "a: works by it");
      assertThat(a.body("/health/ready")).contains("it@1.0.0");
      assertThat(run("show", "it")).contains("version: 1.0.0");
      assertThat(client.terminal().values()).allSatisfy(PolicyIT::assertOfOneVersion);
    }
  }

  @Test
  void shouldSayWhereNothingCanBeReturnedTo() throws Exception {
    prefix = surroundings.newTopics("policy", 3);
    try (ProcessorProcess a = processor("a", "policies: [" + file(ONE) + "]\n").awaitReady()) {
      run("push", file(TWO).toString(), "--author", "ada");

      String told = run("activate", "it", "2.0.0", "--by", "olga", "--why", "no file named");

      assertThat(told).contains("a worked by it@1.0.0#", "'rollback' will not return to that");
      assertThat(runExpecting(2, "rollback", "it", "--by", "olga", "--why", "back"))
          .contains("no published version was in force");
      assertThat(a.body("/health/ready")).contains("it@2.0.0");
    }
  }

  @Test
  void shouldGoOnUnderTheLastGoodPolicyWhereOneIsBad() throws Exception {
    prefix = surroundings.newTopics("policy", 3);
    String bad = ONE.replace("1.0.0", "3.0.0").replace("model: linear", "model: nobody");
    try (TwoInstances two =
        TwoInstances.start(surroundings, prefix, folder, yaml("policies: [" + file(ONE) + "]\n"))
            .awaitReady()) {
      Client client = two.client();
      ProcessorProcess a = two.a();
      ProcessorProcess b = two.b();
      run("push", file(bad).toString(), "--author", "ada");

      String told =
          runExpecting(1, "activate", "it", "3.0.0", "--by", "olga", "--why", "a mistake");

      assertThat(told).contains("a: the policy was refused", "b: the policy was refused", "nobody");
      Load load = new Load(client);
      load.until("1.0.0");
      load.awaitAll();
      assertThat(a.status("/health/ready")).isEqualTo(200);
      assertThat(a.body("/health/ready")).contains("refused policy for it");
      assertThat(b.body("/metrics"))
          .contains("backstop_policy_changes_total{result=\"REFUSED\"} 1.0");
    }
  }

  @Test
  void shouldWorkByNoPolicyThatIsNotSignedByTwo() throws Exception {
    prefix = surroundings.newTopics("policy", 3);
    run("keygen", "ada", "--out", folder.toString());
    run("keygen", "ben", "--out", folder.toString());
    run("keygen", "olga", "--out", folder.toString());
    String keys =
        "policies.trusted.keys: ["
            + folder.resolve("ada.pub.pem")
            + ", "
            + folder.resolve("ben.pub.pem")
            + ", "
            + folder.resolve("olga.pub.pem")
            + "]\n";
    try (Client client = new Client(surroundings, prefix);
        ProcessorProcess a = processor("a", keys)) {
      run("push", file(ONE).toString(), "--author", "ada", "--key", key("ada"));
      runExpecting(2, "approve", "it", "1.0.0", "--approver", "ada", "--key", key("ada"));
      run("activate", "it", "1.0.0", "--by", "olga", "--why", "too early", "--wait", "30", "!");
      client.readUntil("the refusal", PATIENCE, () -> !client.records(AuditEvent.class).isEmpty());
      assertThat(client.records(AuditEvent.class).get(0).getDescription())
          .contains("nobody has approved it");
      assertThat(a.status("/health/ready")).isEqualTo(503);

      run("push", file(TWO).toString(), "--author", "ada", "--key", key("ada"));
      run("approve", "it", "2.0.0", "--approver", "ben", "--key", key("ben"));
      String unsigned =
          runExpecting(1, "activate", "it", "2.0.0", "--by", "olga", "--why", "approved");
      assertThat(unsigned).contains("'olga', who put it in force, has not signed that");
      run("activate", "it", "2.0.0", "--by", "olga", "--why", "approved", "--key", key("olga"));

      a.awaitReady();
      client.send(Requests.sure("r"));
      client.readUntil("the decision", PATIENCE, () -> client.terminal().containsKey("r"));
      assertThat(client.terminal().get("r").getPolicy().getVersion()).isEqualTo("2.0.0");
      assertThat(run("history")).contains("ada (signed)", "ben (signed)", "olga (signed)");
    }
  }

  /** Requests, one after the other, and the policies of their decisions. */
  private final class Load {
    private final Traffic traffic;

    Load(Client client) {
      traffic = new Traffic(client);
    }

    /** Sends until a decision has come that was made under that version, of a new request. */
    void until(String version) {
      int from = traffic.sent();
      traffic.sendUntil(
          "a decision under " + version,
          () ->
              traffic.since(from).stream()
                  .anyMatch(decision -> decision.getPolicy().getVersion().equals(version)));
    }

    /** Sends while a command runs; when the command began. */
    Instant during(String... command) throws IOException, InterruptedException {
      Instant begin = Instant.now();
      List<String> all = new ArrayList<>(List.of(command));
      all.addAll(List.of("--by", "olga", "--why", "a test"));
      Process process = backstop(all);
      while (process.isAlive()) {
        traffic.send(1);
      }
      assertThat(process.waitFor()).as(Command.output(process)).isZero();
      return begin;
    }

    void awaitAll() {
      traffic.awaitDecisions();
    }
  }

  /** The first version asks the primary, the second passes it by: a mixture would show. */
  private static void assertOfOneVersion(Decision decision) {
    assertThat(decision.getTier())
        .isEqualTo(decision.getPolicy().getVersion().equals("1.0.0") ? "primary" : "secondary");
    assertThat(decision.getDegraded()).isFalse();
  }

  /** That both instances said so, within the time after the command had written it. */
  private static void assertHeardInTime(Client client, String version, Instant begin) {
    List<AuditEvent> heard =
        client.records(AuditEvent.class).stream()
            .filter(event -> event.getKind() == AuditKind.POLICY_ACTIVATED)
            .filter(event -> event.getDetails().get("version").equals(version))
            .filter(event -> event.getAt().isAfter(begin))
            .toList();
    assertThat(heard)
        .extracting(event -> event.getDetails().get("instance"))
        .containsExactlyInAnyOrder("a", "b");
    for (AuditEvent event : heard) {
      OneTruth.assertInTime(
          "policy " + version + " worked on instance " + event.getDetails().get("instance"),
          Instant.parse(event.getDetails().get("activatedAt")),
          event.getAt());
    }
  }

  private static String[] change(String what, Path config, String... arguments) {
    List<String> all = new ArrayList<>(List.of(what));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--by", "olga", "--why", "a test", "--config", config.toString()));
    return all.toArray(String[]::new);
  }

  private String run(String... command) throws IOException, InterruptedException {
    boolean mayFail = command[command.length - 1].equals("!");
    String[] words = mayFail ? Arrays.copyOf(command, command.length - 1) : command;
    Process process = backstop(List.of(words));
    String output = Command.output(process);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    if (!mayFail && !List.of(command).contains("--wait")) {
      assertThat(process.exitValue()).as(output).isZero();
    }
    return output;
  }

  private String runExpecting(int exit, String... command)
      throws IOException, InterruptedException {
    return Command.run(exit, surroundings.environment(prefix), policy(List.of(command)));
  }

  private Process backstop(List<String> command) throws IOException {
    return Command.start(surroundings.environment(prefix), policy(command));
  }

  private static List<String> policy(List<String> command) {
    List<String> all = new ArrayList<>(List.of("policy"));
    all.addAll(command);
    return all;
  }

  private ProcessorProcess processor(String instance, String more) {
    return ProcessorSetup.of(surroundings, prefix, folder, yaml(more)).named(instance).start();
  }

  private static String yaml(String more) {
    return "models: [%s, %s]\n"
            .formatted(ProcessorSetup.model("linear"), ProcessorSetup.model("probabilities"))
        + more;
  }

  private Path file(String policy) throws IOException {
    String version = policy.lines().filter(line -> line.startsWith("version")).findFirst().get();
    return Files.writeString(folder.resolve("policy-" + version.substring(9) + ".yaml"), policy);
  }

  private String key(String name) {
    return folder.resolve(name + ".key.pem").toString();
  }
}
