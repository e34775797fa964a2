package dev.backstop.verify.history;

import dev.backstop.domain.SourcePosition;
import org.jspecify.annotations.Nullable;

/**
 * A verdict that a reviewer sent, as the reviewer remembers it.
 *
 * @param label null for "cannot decide"
 * @param at where it stands, if that was acknowledged
 */
public record VerdictSent(
    String requestId,
    @Nullable String label,
    String reviewer,
    Fate fate,
    @Nullable SourcePosition at) {}
