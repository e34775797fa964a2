package dev.backstop.verify.history;

import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.SourcePosition;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it stands on its topic.
 *
 * @param source of the record that it keeps
 * @param requestId as the letter says; where a step failed it cannot say, and the key of the record
 *     tells, since every topic is keyed by request
 * @param sha256 of the whole value, as the letter says; null if there was none
 * @param intact whether the bytes kept are the whole value with that digest, or are marked as cut
 */
public record Letter(
    SourcePosition at,
    DeadLetter.Cause cause,
    SourcePosition source,
    @Nullable String requestId,
    @Nullable String sha256,
    boolean intact) {}
