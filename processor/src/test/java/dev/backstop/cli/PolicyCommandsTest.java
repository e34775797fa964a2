package dev.backstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backstop.model.pack.Packages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code backstop policy} does without a broker, as commands. */
class PolicyCommandsTest {

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: p
      version: 1.0.0
      domain: d
      owner: o
      description: All there is.
      deadline: 1h
      language: en
      flags: {new: false}
      features:
        x0: {type: NUMBER, privacy: PERSONAL, alternatives: [{flag: new, from: x1}]}
        x1: {type: NUMBER}
      ladder:
        - {tier: a, kind: model, model: linear, threshold: 0.8, budget: 100ms, alternatives: [{flag: new, model: slow}]}
        - {tier: b, kind: human, labels: ["no", "yes"], takeWithin: 1m, finishWithin: 10m, sees: INTERNAL}
        - {tier: c, kind: default, label: "no"}
      notices: {DEGRADED: By a rule., REJECTED: Nothing.}
      """;

  private static final String CASES =
      """
      cases:
        - case: the model answers where it is sure
          models:
            a: {label: "yes", confidence: 0.8}
          expect: {path: 'a:OK', label: "yes"}
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void shouldSayThatAPolicyIsSound() throws IOException {
    // When
    CommandLineRun run = policy("lint", file("p.yaml", POLICY));
    // Then
    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.out()).contains("p@1.0.0#", " is sound");
  }

  @Test
  void shouldEndWithOneForAWarningIfItIsToBeStrict() throws IOException {
    // Given
    String doubtful = file("q.yaml", unreachable());
    // When
    CommandLineRun usual = policy("lint", doubtful);
    CommandLineRun strict = policy("lint", "--strict", doubtful);
    CommandLineRun none = policy("lint", "--strict", file("p.yaml", POLICY));
    // Then
    assertThat(usual.exitCode()).isZero();
    assertThat(usual.out()).contains("warning: ");
    assertThat(strict.exitCode()).isEqualTo(1);
    assertThat(none.exitCode()).as(none.out()).isZero();
  }

  @Test
  void shouldTellEveryProblemOfEveryFile() throws IOException {
    // When
    CommandLineRun run =
        policy(
            "lint",
            file("p.yaml", POLICY.replace("1.0.0", "one")),
            file("q.yaml", POLICY.replace("deadline: 1h", "deadline: soon")));
    // Then
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("p.yaml:3:", "'version' must be a semantic version", "q.yaml:7:", "'deadline'");
  }

  @Test
  void shouldHoldAPolicyAgainstModelPackages() throws IOException {
    // Given
    String linear = Packages.fixture("linear").toString();
    String other = POLICY.replace("type: NUMBER", "type: TEXT");
    // When
    CommandLineRun good = policy("lint", file("p.yaml", POLICY), "--models", linear);
    CommandLineRun bad = policy("lint", file("q.yaml", other), "--models", linear);
    CommandLineRun lacking =
        policy(
            "lint",
            file("r.yaml", POLICY.replace("model: linear", "model: m")),
            "--models",
            linear);
    CommandLineRun noPackage = policy("lint", file("s.yaml", POLICY), "--models", "" + folder);
    // Then
    assertThat(good.exitCode()).as(good.out()).isZero();
    assertThat(bad.exitCode()).isEqualTo(1);
    assertThat(bad.out())
        .contains("feature 'x0' is TEXT in the policy, and model 'linear' reads NUMBER");
    assertThat(lacking.exitCode()).isEqualTo(1);
    assertThat(lacking.out()).contains("tier 'a' asks model 'm', which is not among --models");
    assertThat(noPackage.exitCode()).isEqualTo(2);
    assertThat(noPackage.err()).contains("--models: ");
  }

  /** It goes no further than the file: there is no broker. */
  @Test
  void shouldNotPublishWhatAModelOfTheConfigurationReadsOtherwise() throws IOException {
    // Given
    String config =
        file(
            "backstop.yaml",
            "kafka.bootstrap.servers: broker.example:9092\nregistry.url: http://registry.example\nmodels: ["
                + Packages.fixture("linear").toAbsolutePath()
                + ", "
                + folder.resolve("elsewhere")
                + "]\n");
    String file = file("p.yaml", POLICY.replace("type: NUMBER", "type: TEXT"));
    // When
    CommandLineRun run = policy("push", file, "--author", "ada", "--config", config);
    // Then
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("feature 'x0' is TEXT in the policy, and model 'linear'");
    assertThat(run.err()).contains("nothing was published", "elsewhere cannot be read here");
  }

  @Test
  void shouldTestAPolicyByTheCasesBesideIt() throws IOException {
    // Given
    String policy = file("p.yaml", POLICY);
    file("p.cases.yaml", CASES);
    // When
    CommandLineRun run = policy("test", policy);
    // Then
    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.out()).contains("ok      the model answers", "1 cases, 0 failed");
  }

  @Test
  void shouldEndWithOneWhereACaseFails() throws IOException {
    // Given
    String policy = file("p.yaml", POLICY.replace("threshold: 0.8", "threshold: 0.9"));
    String cases = file("other.yaml", CASES);
    // When
    CommandLineRun run = policy("test", policy, "--cases", cases);
    // Then
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("FAILED  the model answers", "1 cases, 1 failed");
  }

  @Test
  void shouldSayThatThereAreNoCases() throws IOException {
    // When
    CommandLineRun run = policy("test", file("p.yaml", POLICY));
    // Then
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("p.cases.yaml cannot be read; name the examples with --cases");
  }

  @Test
  void shouldSayInWordsWhatChanges() throws IOException {
    // When
    CommandLineRun run =
        diff(text -> text.replace("threshold: 0.8", "threshold: 0.9").replace("1.0.0", "1.1.0"));
    // Then
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("- tier 'a': an answer is taken from confidence 0.9 on instead of 0.8")
        .doesNotContain("nothing changes");
  }

  /** None of it shows in an answer as long as the flag is off. */
  @Test
  void shouldSayWhatIsDeclaredOtherwise() throws IOException {
    // When
    CommandLineRun run =
        diff(
            text ->
                text.replace("owner: o", "owner: risk")
                    .replace("description: All", "description: Nearly all")
                    .replace("language: en", "language: de")
                    .replace("model: slow", "model: slower")
                    .replace("sees: INTERNAL", "sees: PERSONAL")
                    .replace(
                        "x1: {type: NUMBER}",
                        "x1: {type: NUMBER, privacy: PUBLIC}\n  x2: {type: TEXT}")
                    .replace("alternatives: [{flag: new, from: x1}]", "retention: 7d"));
    // Then
    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.out())
        .contains("- its owner is risk instead of o")
        .contains("- its description is Nearly all there is. instead of All there is.")
        .contains("- the notices without a language are in de instead of en")
        .contains("- tier 'a': flags may choose slower (flag new) instead of slow (flag new)")
        .contains("- tier 'b' sees what is at most PERSONAL instead of INTERNAL")
        .contains("- feature 'x1' is as private as PUBLIC instead of nothing")
        .contains("- feature 'x2' is declared as TEXT instead of nothing")
        .contains("- feature 'x0': flags may choose nothing instead of x1 (flag new)");
  }

  @Test
  void shouldSayThatNothingChanges() throws IOException {
    assertThat(diff(text -> text.replace("1.0.0", "1.0.1")).out().strip())
        .isEqualTo("nothing changes for any request");
  }

  @Test
  void shouldCompareTwoFilesOrOneWithWhatIsInForce() throws IOException {
    // Given
    String one = file("p.yaml", POLICY);
    // When
    CommandLineRun alone = policy("diff", one);
    CommandLineRun both = policy("diff", one, one, "--in-force");
    CommandLineRun broken = policy("diff", one, file("q.yaml", "format: none\n"));
    // Then
    assertThat(alone.exitCode()).isEqualTo(2);
    assertThat(alone.err()).contains("give two files, or one file and --in-force");
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(broken.exitCode()).isEqualTo(2);
    assertThat(broken.out()).contains("q.yaml:1:");
  }

  @Test
  void shouldPrintTheSchema() throws IOException {
    // When
    CommandLineRun run = policy("schema");
    // Then
    JsonNode schema = Json.MAPPER.readTree(run.out());
    assertThat(run.exitCode()).isZero();
    assertThat(schema.at("/properties/format/const").asText()).isEqualTo("backstop-policy/1");
    assertThat(schema.path("$id").asText()).endsWith("backstop-policy-1");
  }

  private CommandLineRun diff(UnaryOperator<String> change) throws IOException {
    return policy("diff", file("before.yaml", POLICY), file("after.yaml", change.apply(POLICY)));
  }

  /** Only an answer without any doubt would be taken. */
  private static String unreachable() {
    return POLICY.replace("threshold: 0.8", "threshold: 1");
  }

  private CommandLineRun policy(String command, String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "policy";
    all[1] = command;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return CommandLineRun.of(all);
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }
}
