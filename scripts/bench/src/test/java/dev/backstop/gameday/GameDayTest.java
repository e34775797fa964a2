package dev.backstop.gameday;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.guard.BreakerState.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class GameDayTest {

  @Test
  void shouldRunEverythingUnlessSomethingIsNamed() {
    // Given
    GameDay.Extent whole = GameDay.Extent.whole(List.of());
    GameDay.Extent named = GameDay.Extent.whole(List.of("hang", Death.HANGS.label()));
    // Then
    assertThat(GameDay.names()).isNotEmpty().allMatch(whole::has);
    assertThat(GameDay.names().stream().filter(named::has))
        .containsExactly("hang", "primary-dies-hanging");
    assertThat(whole.deaths()).containsExactly(Death.values());
    assertThat(whole.back()).isEqualTo(Kind.CLOSED);
  }

  @Test
  void shouldLetThePrimaryHangInAQuickDayOnlyWhereThatIsNamed() {
    assertThat(GameDay.Extent.quick(List.of()).deaths()).containsExactly(Death.THROWS);
    assertThat(GameDay.Extent.quick(List.of("primary-dies-hanging")).deaths())
        .contains(Death.HANGS);
  }
}
