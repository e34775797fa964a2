package dev.backstop.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApplicationsTest {
  /** Tests run in the module's directory. */
  private static final Path STREAM = Path.of("../credit/data/stream.csv");

  @Test
  void shouldLeaveOutEmptyCellsAndKeepNumbersApartFromCategories() throws IOException {
    // Given
    String table =
        """
        "row","Status","Seniority","Home","Records","Debt"
        3,"bad",10,"owner","yes",0
        4,"good",-1,,"no",
        """;

    // When
    List<Application> applications = Applications.read(new StringReader(table));

    // Then
    assertThat(applications)
        .containsExactly(
            new Application(
                3, "bad", Map.of("Seniority", 10L, "Home", "owner", "Records", "yes", "Debt", 0L)),
            new Application(4, "good", Map.of("Seniority", -1L, "Records", "no")));
  }

  @Test
  void shouldReadTheHeldOutApplicationsWithoutTheirLabels() {
    // Given the table in the checkout

    // When
    List<Application> applications = Applications.read(STREAM);

    // Then
    assertThat(applications).hasSize(1336);
    assertThat(applications).extracting(Application::label).containsOnly("good", "bad");
    assertThat(applications)
        .allSatisfy(one -> assertThat(one.features()).doesNotContainKeys("Status", "row"));
  }

  @Test
  void shouldNameTheRemedyWhenTheTableIsMissing() {
    // Given
    Path missing = Path.of("no-such-table.csv");

    // When
    var reading = assertThatThrownBy(() -> Applications.read(missing));

    // Then
    reading.isInstanceOf(DemoException.class).hasMessageContaining("git checkout");
  }

  @Test
  void shouldReadTheDigestsOfTheFilesOnDisk() {
    // Given the models and policies in the checkout

    // When
    Digests digests = Digests.of(Path.of("../credit"));

    // Then
    assertThat(digests.models()).containsOnlyKeys("credit-primary", "credit-secondary");
    assertThat(digests.policies()).containsOnlyKeys("credit");
  }
}
