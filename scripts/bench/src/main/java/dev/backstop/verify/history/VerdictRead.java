package dev.backstop.verify.history;

import dev.backstop.domain.SourcePosition;
import org.jspecify.annotations.Nullable;

/**
 * A verdict as it stands on its topic.
 *
 * @param label null for "cannot decide"
 * @param rerouted whether the processor wrote it, once more
 */
public record VerdictRead(
    SourcePosition at,
    String taskId,
    String requestId,
    @Nullable String label,
    String reviewer,
    boolean rerouted) {}
