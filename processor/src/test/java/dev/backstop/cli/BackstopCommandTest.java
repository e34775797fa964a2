package dev.backstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackstopCommandTest {

  private static final String GOOD =
      """
      kafka.bootstrap.servers: broker.example:9092
      kafka.sasl.jaas.config: canary-of-a-secret
      registry.url: http://registry.example
      """;

  @Test
  void shouldDocumentExitCodesInEveryHelp() {
    // When
    CommandLineRun nested = CommandLineRun.of("topics", "create", "--help");

    // Then
    assertThat(nested.exitCode()).isZero();
    assertThat(nested.out())
        .contains("--dry-run", "--config=FILE", "Exit codes:", "3   the broker or the schema");
  }

  @Test
  void shouldListTheCommandsWhenGivenNone() {
    // When
    CommandLineRun run = CommandLineRun.of();

    // Then
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("run ", "config ", "topics ", "model ", "request ", "review ", "explain ");
  }

  @Test
  void shouldAnswerAWrongOptionInASentence() {
    // When
    CommandLineRun run = CommandLineRun.of("topics", "check", "--colour");

    // Then
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("backstop topics check: Unknown option: '--colour'")
        .contains("'backstop topics check --help'")
        .doesNotContain("\tat ");
  }

  @Test
  void shouldTellEveryProblemOfAConfigurationWithoutAStackTrace(@TempDir Path folder)
      throws IOException {
    // Given
    Path file = write(folder, "colour: red\ntopics.partitions: none\n");

    // When
    CommandLineRun run = CommandLineRun.of("run", "-c", file.toString());

    // Then
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("unknown key 'colour'", "'topics.partitions'", "'kafka.bootstrap.servers'")
        .doesNotContain("\tat ");
  }

  @Test
  void shouldShowTheStackTraceWhenAskedTo(@TempDir Path folder) throws IOException {
    // Given
    Path file = write(folder, "colour: red\n");

    // When
    CommandLineRun run = CommandLineRun.of("config", "--verbose", "-c", file.toString());

    // Then
    assertThat(run.err()).contains("\tat ");
  }

  @Test
  void shouldRunTheProcessorAndPassItsExitCodeOn(@TempDir Path folder) throws IOException {
    // Given
    Path file = write(folder, GOOD);

    // When
    CommandLineRun run =
        CommandLineRun.with(
            config -> config.topics().prefix().equals("backstop.") ? 1 : 0,
            "-c",
            file.toString(),
            "run");

    // Then
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void shouldNameAddressAndSettingOfABrokerThatDoesNotAnswer(@TempDir Path folder)
      throws IOException {
    // Given
    Path file = write(folder, GOOD);

    // When
    CommandLineRun run =
        CommandLineRun.with(
            config -> {
              throw new KafkaException("boom", new TimeoutException("no"));
            },
            "run",
            "-c",
            file.toString());

    // Then
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err().lines())
        .containsExactly(
            "no broker answered at broker.example:9092 in time: check that it runs and that"
                + " 'kafka.bootstrap.servers' is right");
  }

  @Test
  void shouldSayWhatFailedUnexpectedly(@TempDir Path folder) throws IOException {
    // Given
    Path file = write(folder, GOOD);

    // When
    CommandLineRun run =
        CommandLineRun.with(
            config -> {
              throw new IllegalStateException("odd");
            },
            "run",
            "-c",
            file.toString());

    // Then
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines())
        .containsExactly(
            "it failed unexpectedly: IllegalStateException: odd; --verbose shows the stack trace");
  }

  @Test
  void shouldMaskSecretsAndNameTheSourceOfEachSetting(@TempDir Path folder) throws IOException {
    // Given
    Path file = write(folder, GOOD);

    // When
    CommandLineRun table = CommandLineRun.of("config", "-c", file.toString());
    CommandLineRun json = CommandLineRun.of("config", "--json", "-c", file.toString());

    // Then
    assertThat(table.out() + table.err() + json.out() + json.err())
        .doesNotContain("canary-of-a-secret");
    assertThat(table.out())
        .containsPattern("kafka.sasl.jaas.config +\\*{8} +backstop.yaml:2")
        .containsPattern("topics.prefix +backstop\\. +default");
  }

  @Test
  void shouldListEveryKeyWithoutAConfiguration() {
    // When
    CommandLineRun run = CommandLineRun.of("config", "--keys");

    // Then
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .contains(
            "topics.prefix",
            "    Prefix of all topic names.",
            "    text; default backstop.; BACKSTOP_TOPICS_PREFIX");
  }

  @Test
  void shouldFailWhenOneOfSeveralModelsDoes() {
    // When
    CommandLineRun run = CommandLineRun.of("model", "check", "good", "bad");

    // Then
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().lines()).contains("good: passed", "bad: FAILED", "  - a finding");
  }

  @Test
  void shouldAskForAReviewersPseudonym() {
    // When
    CommandLineRun run = CommandLineRun.of("review");

    // Then
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("--reviewer is missing");
  }

  @Test
  void shouldNotTakeTheFileOfARequestForItsTimeToWait() {
    // When
    CommandLineRun run = CommandLineRun.of("request", "--wait", "no-such.json");

    // Then
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("no-such.json cannot be read");
  }

  @Test
  void shouldRefuseASpanThatIsNone() {
    // When
    CommandLineRun run = CommandLineRun.of("explain", "r-1", "--since", "yesterday");

    // Then
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("'yesterday' is not a time span");
  }

  private static Path write(Path folder, String text) throws IOException {
    return Files.writeString(folder.resolve("backstop.yaml"), text);
  }
}
