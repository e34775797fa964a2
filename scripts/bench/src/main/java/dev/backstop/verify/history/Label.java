package dev.backstop.verify.history;

import dev.backstop.domain.SourcePosition;
import org.jspecify.annotations.Nullable;

/**
 * A label as it stands on the feedback topic.
 *
 * @param label null where the question stayed unresolved
 */
public record Label(
    SourcePosition at,
    String taskId,
    String requestId,
    @Nullable String label,
    @Nullable String reviewer) {}
