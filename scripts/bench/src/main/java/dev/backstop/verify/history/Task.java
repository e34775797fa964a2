package dev.backstop.verify.history;

import dev.backstop.domain.SourcePosition;

/**
 * A review task as it stands on its topic.
 *
 * @param beside whether it stands beside a decision, which then does not wait for it
 */
public record Task(
    SourcePosition at,
    String taskId,
    String requestId,
    SourcePosition source,
    long finishBy,
    boolean beside) {}
