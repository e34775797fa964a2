package dev.backstop.verify.history;

import dev.backstop.domain.SourcePosition;

/**
 * A record that a reader of committed records saw.
 *
 * @param digest of key, value and headers
 */
public record Seen(SourcePosition at, long digest) {}
