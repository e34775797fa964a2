package dev.backstop.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person's answer to a review task.
 *
 * @param label one of the task's labels, or null for "cannot decide"
 * @param reviewer pseudonym
 */
public record Verdict(
    String taskId,
    String requestId,
    String digest,
    @Nullable String label,
    String reviewer,
    @Nullable String comment,
    Instant decidedAt) {}
