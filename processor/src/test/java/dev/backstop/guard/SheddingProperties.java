package dev.backstop.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.policy.RiskClass;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class SheddingProperties {

  private static final RiskClass GRAVE = new RiskClass("grave", 1_000, 2, .03);
  private static final RiskClass USUAL = new RiskClass("usual", 50, 2, .03);
  private static final RiskClass SLIGHT = new RiskClass("slight", 1, .1, .03);

  @Property
  void shouldNeverShedAGraverClassWhileAdmittingAnother(
      @ForAll @DoubleRange(min = 0, max = 1) double fullness,
      @ForAll @DoubleRange(min = .01, max = 1) double from) {
    // Given
    Shedding shedding = new Shedding(List.of(SLIGHT, GRAVE, USUAL), from);
    // Then
    if (shedding.admits(SLIGHT, fullness)) {
      assertThat(shedding.admits(USUAL, fullness)).isTrue();
    }
    if (shedding.admits(USUAL, fullness)) {
      assertThat(shedding.admits(GRAVE, fullness)).isTrue();
    }
  }
}
