package dev.backstop.verify.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestPlanTest {

  @Test
  void shouldBeAFunctionOfSeedAndNumber() {
    RequestPlan plan = new RequestPlan(7);
    plan.record(5);
    assertThat(plan.record(41)).isEqualTo(new RequestPlan(7).record(41));
    assertThat(new RequestPlan(8).record(41)).isNotEqualTo(plan.record(41));
  }

  @Test
  void shouldCopyOnlyRequestsThatWereSentBefore() {
    RequestPlan plan = new RequestPlan(7);
    for (int i = 0; i < 20_000; i++) {
      if (plan.record(i) instanceof Planned.Copy copy) {
        int earlier = Integer.parseInt(copy.key().substring(copy.key().indexOf('-') + 1));
        assertThat(earlier).isLessThan(i);
        assertThat(plan.record(earlier)).isEqualTo(copy.of());
      }
    }
  }

  @Test
  void shouldHoldEveryKindOfRecord() {
    List<Planned> records =
        IntStream.range(0, 20_000).mapToObj(new RequestPlan(7)::record).toList();
    for (Defect defect : Defect.values()) {
      assertThat(records).anyMatch(one -> one instanceof Planned.Bad bad && bad.defect() == defect);
    }
    for (Wish wish : Wish.values()) {
      assertThat(records)
          .anyMatch(one -> one instanceof Planned.Question question && question.wish() == wish);
    }
    assertThat(records).hasAtLeastOneElementOfType(Planned.Copy.class);
    // About one request in thirty needs a person.
    assertThat(
            records.stream()
                .filter(
                    one ->
                        one instanceof Planned.Question question
                            && Math.abs(question.x()) < 1
                            && Math.abs(question.y()) < 0.8)
                .count())
        .isBetween(300L, 1000L);
  }
}
