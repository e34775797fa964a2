package dev.backstop.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.v1.DeadLetter;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.ReviewTask;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Every request is decided, or visibly pending, or in the dead letters; garbage is in the dead
 * letters with its place.
 */
public final class NothingIsLost implements Guarantee {

  private final Set<String> requests = new TreeSet<>();
  private final Set<String> found = new HashSet<>();
  private final Set<String> deadLetters = new HashSet<>();
  private int garbage;

  @Override
  public void onRequest(String requestId) {
    requests.add(requestId);
  }

  @Override
  public void onGarbage() {
    garbage++;
  }

  @Override
  public void onOutput(String key, SpecificRecord record, Headers headers) {
    if (record instanceof Decision decision
        && OneFinalDecision.status(decision) != DecisionStatus.PROVISIONAL) {
      found.add(decision.getRequestId());
    } else if (record instanceof ReviewTask task && task.getDecisionId() == null) {
      found.add(task.getRequestId());
    } else if (record instanceof DeadLetter letter) {
      deadLetters.add(letter.getSource().toString());
      // A refused verdict names its request and answers nothing.
      if (letter.getRequestId() != null && !letter.getSource().getTopic().endsWith("verdicts")) {
        found.add(letter.getRequestId());
      }
    }
  }

  @Override
  public void check() {
    assertThat(found).as("decided, pending or dead-lettered").containsAll(requests);
    assertThat(deadLetters).as("dead letters").hasSizeGreaterThanOrEqualTo(garbage);
  }
}
