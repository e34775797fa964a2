package dev.backstop.demo;

import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import java.util.List;
import java.util.Map;

/**
 * A decision as a consumer sees it.
 *
 * @param headers every value of each name
 * @param seenAtMillis when it was read
 */
record Answer(
    Decision decision, Map<String, List<String>> headers, Position position, long seenAtMillis) {

  String requestId() {
    return decision.getRequestId();
  }

  /** Whether this is the last word: an answer, or the word that there will be none. */
  boolean terminal() {
    return decision.getStatus() == DecisionStatus.FINAL
        || decision.getStatus() == DecisionStatus.REJECTED;
  }
}
