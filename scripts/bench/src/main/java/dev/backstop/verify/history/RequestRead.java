package dev.backstop.verify.history;

import dev.backstop.domain.SourcePosition;
import org.jspecify.annotations.Nullable;

/**
 * A record as it stands on the requests topic.
 *
 * @param sha256 of the value; null if there is none
 */
public record RequestRead(SourcePosition at, String key, @Nullable String sha256) {}
