package dev.backstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.model.pack.Packages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRepositoryCommandsTest {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void shouldPlaceAPackageInTheRepositoryListItAndVerifyIt() {
    // When
    CommandLineRun push = run("push", linear(), "--by", "ada");
    // Then
    assertThat(push.exitCode()).as(push.err()).isZero();
    assertThat(push.out()).contains("linear@1.0.0#", "a policy names it as linear@1.0.0");
    assertThat(run("list").out()).contains("linear@1.0.0", "2026-01-31 08:30", "ada");
    assertThat(run("verify").out()).contains("linear@1.0.0: whole");
    assertThat(run("verify", "linear@1.0.0").exitCode()).isZero();
  }

  @Test
  void shouldChangeNothingWhenTheSamePackageIsPushedAgain() {
    // Given
    run("push", linear());
    // When
    CommandLineRun again = run("push", linear());
    // Then
    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).contains("before, just the same");
  }

  @Test
  void shouldRefuseAnotherPackageOfTheSameVersion() throws IOException {
    // Given
    run("push", linear(), "--by", "ada");
    // When
    CommandLineRun other =
        run("push", changed(text -> text.replace("owner: tests", "owner: others")));
    // Then
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.out()).contains("other contents", "by ada", "a version never changes");
    assertThat(other.err()).contains("was not pushed");
  }

  @Test
  void shouldPushNothingThatTheSafetyGateOrAGoldenRowSpeaksAgainst() throws IOException {
    // When
    CommandLineRun unsafe = run("push", Packages.fixture("writes-file").toString());
    CommandLineRun wrong =
        run(
            "push",
            changed(
                text ->
                    text.replace(
                        "scores: {'no': 0.5, 'yes': 0.5}", "scores: {'no': 0.6, 'yes': 0.4}")));
    // Then
    assertThat(unsafe.exitCode()).isEqualTo(1);
    assertThat(unsafe.out()).contains("torch.save");
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.out()).contains("a golden row comes out differently");
    assertThat(folder.resolve("repository")).doesNotExist();
  }

  @Test
  void shouldSayWhichFileOfTheRepositoryIsDamaged() throws IOException {
    // Given
    run("push", linear());
    Path version = folder.resolve("repository/linear/1.0.0");
    Files.writeString(version.resolve("model.pt"), "damaged");
    // When
    CommandLineRun verify = run("verify");
    // Then
    assertThat(verify.exitCode()).isEqualTo(1);
    assertThat(verify.out()).contains("linear@1.0.0: FAILED", "'model.pt' has 7 bytes");
    Files.delete(version.resolve("manifest.yaml"));
    assertThat(run("list").err()).contains("linear@1.0.0 is no version", "has no manifest.yaml");
  }

  @Test
  void shouldSayHowToNameTheRepositoryAndThatThereIsNone() {
    // When
    CommandLineRun missing = run("list");
    CommandLineRun odd = run("verify", "linear");
    // Then
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("repository is no directory");
    assertThat(odd.exitCode()).isEqualTo(2);
  }

  @Test
  void shouldFindDanglingModelsOfAPolicy() throws IOException {
    // Given
    run("push", linear());
    Path policy =
        Files.writeString(
            folder.resolve("p.yaml"),
            """
            format: backstop-policy/1
            name: p
            version: 1.0.0
            domain: d
            owner: o
            deadline: 1h
            ladder:
              - {tier: a, kind: model, model: linear@1.0.0, threshold: 0.9, budget: 10ms}
              - {tier: b, kind: model, model: linear@2.0.0, threshold: 0.9, budget: 10ms}
            """);
    String repository = folder.resolve("repository").toString();
    // When
    CommandLineRun lint =
        CommandLineRun.of("policy", "lint", policy.toString(), "--repository", repository);
    CommandLineRun blind = CommandLineRun.of("policy", "lint", policy.toString());
    // Then
    assertThat(lint.exitCode()).isEqualTo(1);
    assertThat(lint.out())
        .contains("tier 'b', model 'linear@2.0.0': it is not there")
        .doesNotContain("linear@1.0.0");
    assertThat(blind.exitCode()).isZero();
    assertThat(blind.err()).contains("'linear@1.0.0': not looked for");
  }

  @Test
  void shouldHoldTheModelsOfTheRepositoryAgainstThePolicysFeatures() throws IOException {
    // Given
    run("push", linear());
    Path policy =
        Files.writeString(
            folder.resolve("p.yaml"),
            """
            format: backstop-policy/1
            name: p
            version: 1.0.0
            domain: d
            owner: o
            deadline: 1h
            features:
              x0: {type: TEXT}
            ladder:
              - {tier: a, kind: model, model: linear@1.0.0, threshold: 0.9, budget: 10ms}
            canary: {tier: a, model: linear@2.0.0, share: 0.1}
            """);
    String repository = folder.resolve("repository").toString();
    // When
    CommandLineRun lint =
        CommandLineRun.of("policy", "lint", policy.toString(), "--repository", repository);
    // Then
    assertThat(lint.exitCode()).isEqualTo(1);
    assertThat(lint.out())
        .contains("feature 'x0' is TEXT in the policy, and model 'linear@1.0.0' reads NUMBER")
        .contains("the canary, model 'linear@2.0.0': it is not there");
  }

  private CommandLineRun run(String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of("model", command));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--repository", folder.resolve("repository").toString()));
    return CommandLineRun.of(all.toArray(String[]::new));
  }

  private static String linear() {
    return Packages.fixture("linear").toString();
  }

  private String changed(UnaryOperator<String> change) throws IOException {
    Path copy = Files.createTempDirectory(folder, "package");
    return Packages.withDocument(Packages.fixture("linear"), copy, change).toString();
  }
}
