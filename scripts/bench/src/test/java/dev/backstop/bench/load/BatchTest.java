package dev.backstop.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchTest {

  @Test
  void shouldKnowItsOwnRequests() {
    Batch batch = new Batch("t1", 100);

    assertThat(batch.number(batch.id(0))).isZero();
    assertThat(batch.number(batch.id(99))).isEqualTo(99);
  }

  @Test
  void shouldNotKnowThoseOfOthers() {
    Batch batch = new Batch("t1", 100);

    assertThat(batch.number("t12-5")).isEqualTo(-1);
    assertThat(batch.number("t2-5")).isEqualTo(-1);
    assertThat(batch.number("t1")).isEqualTo(-1);
    assertThat(batch.number("t1-100")).isEqualTo(-1);
  }
}
