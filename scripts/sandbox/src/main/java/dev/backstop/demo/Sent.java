package dev.backstop.demo;

import java.util.Optional;

/**
 * A record the broker has acknowledged.
 *
 * @param atMillis when it was given to the producer
 * @param valueSha256 digest of its value, if it has one
 * @param traceparent the trace it belongs to
 */
record Sent(
    Planned planned,
    Position position,
    long atMillis,
    Optional<String> valueSha256,
    String traceparent) {}
