package dev.backstop.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What can be said on the command line without starting anything. */
class VerifyMainTest {
  private final StringWriter errors = new StringWriter();

  @TempDir private Path directory;

  @Test
  void shouldSumUpReportsWithoutAnExtent() throws Exception {
    // Given
    Path report = directory.resolve("full-11.json");
    Files.writeString(
        report,
        "{\"seed\": 11, \"mode\": \"full\", \"negativeControls\": {\"heapBuffer\": \"red\"}}");
    Path table = directory.resolve("table.md");

    // When
    int status = execute("table", "--markdown", table.toString(), report.toString());

    // Then
    assertThat(status).as(errors.toString()).isZero();
    assertThat(table).content().contains("| 11 | full |").contains("1 of 1 red");
  }

  @Test
  void shouldAskForAnExtentWhereItIsToRun() {
    assertThat(execute()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).contains("give --quick or --full");
  }

  @Test
  void shouldTakeOneExtent() {
    assertThat(execute("--quick", "--full")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).contains("mutually exclusive");
  }

  private int execute(String... arguments) {
    return VerifyMain.commandLine().setErr(new PrintWriter(errors, true)).execute(arguments);
  }
}
