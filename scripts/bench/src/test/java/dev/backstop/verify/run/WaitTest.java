package dev.backstop.verify.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstop.rig.RigException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitTest {

  @Test
  void shouldNameTheRemedyWhereWhatMustComeDoesNot() {
    assertThatThrownBy(
            () ->
                Wait.must(Duration.ZERO, () -> false, "nothing was answered", "look into the log"))
        .isInstanceOf(RigException.class)
        .hasMessage("nothing was answered within 0 s: look into the log");
  }

  @Test
  void shouldGoOnWhereItComes() {
    assertThatCode(() -> Wait.must(Duration.ZERO, () -> true, "nothing", "nothing"))
        .doesNotThrowAnyException();
  }
}
