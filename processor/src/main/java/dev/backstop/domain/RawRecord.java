package dev.backstop.domain;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read. It is handed on and compared with nothing, so its arrays do no harm.
 *
 * @param headers the last value of each name
 */
@SuppressWarnings("ArrayRecordComponent")
public record RawRecord(
    SourcePosition source,
    Instant timestamp,
    byte @Nullable [] key,
    byte @Nullable [] value,
    Map<String, byte[]> headers) {}
