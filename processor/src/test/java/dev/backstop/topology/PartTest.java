package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.guard.Guarded;
import dev.backstop.incident.TrafficReport;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PartTest {

  @Test
  void shouldSendWhatInstancesHaveCountedToTheWriterOfIncidents() {
    assertThat(Part.placeOfReport("t.health", TrafficReport.KEY, new byte[0], 7))
        .contains(Set.of(0));
  }

  @Test
  void shouldLeaveReportsOfModelsToTheirKeys() {
    assertThat(Part.placeOfReport("t.health", new Guarded("first", "vip").key(), new byte[0], 7))
        .isEmpty();
  }
}
