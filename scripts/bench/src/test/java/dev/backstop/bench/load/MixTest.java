package dev.backstop.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backstop.bench.load.Mix.Way;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MixTest {
  private static final int REQUESTS = 100_000;

  @Test
  void shouldSendTheShareItSays() {
    assertThat(share(Mix.CONFIDENT, Way.PRIMARY)).isEqualTo(1);
    assertThat(share(Mix.SECONDARY_20, Way.SECONDARY)).isCloseTo(0.2, within(0.01));
    assertThat(share(Mix.SECONDARY_100, Way.SECONDARY)).isEqualTo(1);
    assertThat(share(Mix.REVIEW_2, Way.REVIEW)).isCloseTo(0.02, within(0.005));
    assertThat(share(Mix.REVIEW_2, Way.SECONDARY)).isZero();
  }

  @Test
  void shouldHaveTheKeysOfTheReport() {
    assertThat(Arrays.stream(Mix.values()).map(Mix::key))
        .containsExactly("confident", "secondary20", "secondary100", "review2", "primaryDown");
  }

  private static double share(Mix mix, Way way) {
    Random random = new Random(7);
    return IntStream.range(0, REQUESTS).filter(i -> mix.next(random) == way).count()
        / (double) REQUESTS;
  }
}
