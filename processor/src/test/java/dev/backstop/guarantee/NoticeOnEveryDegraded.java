package dev.backstop.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Whoever gets less than an answer is told so: a degraded decision has its notice, any other has
 * none, and a provisional one says when the answer may be expected.
 */
public final class NoticeOnEveryDegraded implements Guarantee {

  @Override
  public void onOutput(String key, SpecificRecord record, Headers headers) {
    if (!(record instanceof Decision decision)) {
      return;
    }
    if (decision.getDegraded()) {
      assertThat(decision.getNotice()).as("notice of a degraded decision").isNotNull();
      assertThat(decision.getNotice().getText()).isNotBlank();
    } else {
      assertThat(decision.getNotice()).as("notice of an answer as it should be").isNull();
    }
    DecisionStatus status =
        decision.getDrill() == null ? decision.getStatus() : decision.getDrill().getStatus();
    if (status == DecisionStatus.PROVISIONAL) {
      assertThat(decision.getExpectedBy())
          .as("when the final decision may be expected")
          .isAfterOrEqualTo(decision.getDecidedAt());
    } else {
      assertThat(decision.getExpectedBy()).isNull();
    }
  }

  @Override
  public void check() {}
}
