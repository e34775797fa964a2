package dev.backstop.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FeedTest {

  @Test
  void shouldSpaceRequestsEvenlyFromTheBeginning() {
    long second = TimeUnit.SECONDS.toNanos(1);

    assertThat(Feed.dueAt(500, 0, 250)).isEqualTo(500);
    assertThat(Feed.dueAt(500, 250, 250)).isEqualTo(500 + second);
    // A gap that is no whole number of nanoseconds adds up all the same.
    assertThat(Feed.dueAt(0, 3_000_000, 3)).isEqualTo(1_000_000 * second);
  }
}
