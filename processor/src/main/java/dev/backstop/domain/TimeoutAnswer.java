package dev.backstop.domain;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request gets when no person answers in time. It is fixed when the review opens: a later
 * policy cannot alter it.
 *
 * @param label the answer; null rejects the request
 */
public record TimeoutAnswer(
    String tier,
    TierKind tierKind,
    @Nullable String label,
    Map<String, Double> scores,
    @Nullable Double confidence,
    @Nullable Notice notice) {}
