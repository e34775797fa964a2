package dev.backstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncidentCommandTest {

  @TempDir private Path folder;

  @Test
  void shouldWriteABundleOverNothingThatIsThere() throws IOException {
    // Given
    Files.writeString(folder.resolve("notes.md"), "mine");
    // When
    CommandLineRun run = CommandLineRun.of("incident", "bundle", "i", "--out", folder.toString());
    // Then
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("is not empty");
    assertThat(folder.resolve("notes.md")).content().isEqualTo("mine");
  }

  @Test
  void shouldTakeNoNegativeNumberOfSamples() {
    CommandLineRun run = CommandLineRun.of("incident", "bundle", "i", "--samples", "-1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("0 or more");
  }

  @Test
  void shouldNeedToKnowWhichRunIsApprovedByWhomAndWhy() {
    CommandLineRun run = CommandLineRun.of("playbook", "approve", "r");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--who", "--why");
  }
}
