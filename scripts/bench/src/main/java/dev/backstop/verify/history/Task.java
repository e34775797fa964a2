package dev.backstop.verify.history;

import dev.backstop.domain.SourcePosition;

/** A review task as it stands on its topic. */
public record Task(
    SourcePosition at, String taskId, String requestId, SourcePosition source, long finishBy) {}
