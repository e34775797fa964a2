package dev.backstop.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one of several reviewers said who have to agree.
 *
 * @param reviewer pseudonym
 * @param label the answer, or null for "cannot decide"
 * @param at when it was taken in
 */
public record Opinion(String reviewer, @Nullable String label, Instant at) {}
