package dev.backstop.simulation;

import dev.backstop.domain.Decision;
import dev.backstop.domain.LabelledExample;
import dev.backstop.domain.Request;
import org.jspecify.annotations.Nullable;

/**
 * A request and the decision that ended it.
 *
 * @param example what a person said of it, on the feedback topic; null where nothing is known of
 *     that
 */
public record Answered(Request request, Decision decision, @Nullable LabelledExample example) {

  /** One of which no person's answer is known, but for the decision's own. */
  public Answered(Request request, Decision decision) {
    this(request, decision, null);
  }
}
