package dev.backstop.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;

/**
 * At most one terminal decision a request; at most one provisional one, before it, and superseded
 * by id; none for no request.
 */
public final class OneFinalDecision implements Guarantee {

  private final Set<String> requests = new HashSet<>();
  private final Map<String, Decision> provisional = new HashMap<>();
  private final Map<String, Decision> terminal = new HashMap<>();

  @Override
  public void onRequest(String requestId) {
    requests.add(requestId);
  }

  @Override
  public void onOutput(String key, SpecificRecord record, Headers headers) {
    if (!(record instanceof Decision decision)) {
      return;
    }
    String id = decision.getRequestId();
    assertThat(key).as("key of the decision").isEqualTo(id);
    assertThat(requests).as("requests, for a decision on one of them").contains(id);
    if (status(decision) == DecisionStatus.PROVISIONAL) {
      assertThat(provisional.put(id, decision))
          .as("an earlier provisional decision of " + id)
          .isNull();
      assertThat(terminal)
          .as("terminal decisions before the provisional one")
          .doesNotContainKey(id);
    } else {
      assertThat(terminal.put(id, decision)).as("an earlier terminal decision of " + id).isNull();
      Decision before = provisional.get(id);
      assertThat(decision.getSupersedes())
          .as("what the terminal decision of " + id + " supersedes")
          .isEqualTo(before == null ? null : before.getDecisionId());
    }
  }

  /** What the status is, or would be, were it no drill. */
  static DecisionStatus status(Decision decision) {
    return decision.getDrill() == null ? decision.getStatus() : decision.getDrill().getStatus();
  }

  /** The id is used again, after its duplicate window: it may be answered anew. */
  public void forget(String requestId) {
    provisional.remove(requestId);
    terminal.remove(requestId);
  }

  /** The terminal decisions seen, by request id. */
  public Map<String, Decision> terminal() {
    return terminal;
  }

  @Override
  public void check() {
    // Each output was checked as it came.
  }
}
