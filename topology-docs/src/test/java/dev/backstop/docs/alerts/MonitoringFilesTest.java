package dev.backstop.docs.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The generated files of the folder {@code monitoring} are what its other files say. After a change
 * run with {@code -Ddocs.write=true}, look at the difference, and commit it with the change.
 */
class MonitoringFilesTest {

  private static final String COMMAND =
      "mvn -pl topology-docs -am test -Dtest=MonitoringFilesTest -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.write=true";

  private final Monitoring monitoring = new Monitoring(Path.of("monitoring"));

  @Test
  void shouldHaveTheRulesOfTheObjectives() throws IOException {
    Path file = monitoring.prometheus().resolve(Monitoring.GENERATED_RULES);

    assertCurrent(file, BurnRules.of(monitoring.objectives()));
  }

  @Test
  void shouldListTheMetricsThatAreWatched() throws IOException {
    // The list is made of the rules, which are therefore written first.
    shouldHaveTheRulesOfTheObjectives();

    assertCurrent(monitoring.folder().resolve("metrics.txt"), monitoring.watched());
  }

  private static void assertCurrent(Path file, String text) throws IOException {
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(file, text);
    }
    assertThat(file).as("run: " + COMMAND).exists();
    assertThat(Files.readString(file))
        .as(file + " is not current; run: " + COMMAND)
        .isEqualTo(text);
  }
}
