package dev.backstop.docs.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Prometheus' own tool finds the rules well formed, and firing when they should and only then. */
class PromtoolTest {

  private static final Path PROMETHEUS = Path.of("monitoring/prometheus");
  private static final Pattern FIRES =
      Pattern.compile("alertname: (\\w+)\\s+exp_alerts:\\s+- exp_labels");

  @Test
  void shouldFindTheConfigurationAndItsRulesWellFormed() throws Exception {
    promtool(List.of("check", "config", "prometheus.yml"));
    promtool(all("check", "rules", ".rules.yml"));
  }

  @Test
  void shouldFireWhenTheyShouldAndOnlyThen() throws Exception {
    promtool(all("test", "rules", ".test.yml"));
  }

  @Test
  void shouldHaveSeenEachAlertFire() throws IOException {
    StringBuilder tests = new StringBuilder();
    for (Path file : files(".test.yml")) {
      tests.append(Files.readString(file));
    }
    Set<String> seen =
        FIRES
            .matcher(tests)
            .results()
            .map((MatchResult match) -> match.group(1))
            .collect(Collectors.toSet());

    assertThat(new Monitoring(Path.of("monitoring")).rules())
        .flatExtracting(RuleFile::alerts)
        .extracting(Rule::name)
        .isSubsetOf(seen);
  }

  private static void promtool(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of("../scripts/lib/promtool").toRealPath().toString());
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .directory(PROMETHEUS.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private static List<String> all(String verb, String kind, String ending) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(verb, kind));
    files(ending).forEach(file -> arguments.add(file.getFileName().toString()));
    return arguments;
  }

  private static List<Path> files(String ending) throws IOException {
    try (Stream<Path> files = Files.list(PROMETHEUS)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
      assertThat(found).as(ending).isNotEmpty();
      return found;
    }
  }
}
