package dev.backstop.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StateCodecTest {

  @Test
  void shouldKnowEveryReleaseThatThereIs() {
    assertThat(released(StateCodec.LATEST_RELEASE, "Decision")).isTrue();
    assertThat(released(StateCodec.LATEST_RELEASE + 1, "Decision")).isFalse();
  }

  @Test
  void shouldFindTheReleasesOfATypeThatTheFirstOneDidNotHave() {
    assertThat(released(1, "Incident")).isFalse();
    assertThat(released(2, "Incident")).isTrue();
  }

  private static boolean released(int release, String name) {
    return StateCodec.class.getResource(StateCodec.resource(release, name)) != null;
  }
}
