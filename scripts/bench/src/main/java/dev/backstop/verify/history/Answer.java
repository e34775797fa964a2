package dev.backstop.verify.history;

import dev.backstop.domain.Decision;
import dev.backstop.domain.SourcePosition;
import java.util.List;

/**
 * A decision as it stands on its topic.
 *
 * @param headerFlaws what is wrong with its headers, see {@link LineageHeaders}
 */
public record Answer(SourcePosition at, Decision decision, List<String> headerFlaws) {

  public Answer {
    headerFlaws = List.copyOf(headerFlaws);
  }

  public String requestId() {
    return decision.requestId();
  }

  public boolean terminal() {
    return decision.status().isTerminal();
  }
}
