package dev.backstop.verify.history;

import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.SourcePosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as it stands on the audit topic.
 *
 * @param source of the record that caused it
 * @param when it was noted, by the processor's clock
 */
public record Note(
    SourcePosition at,
    AuditEvent.Kind kind,
    @Nullable String requestId,
    @Nullable String actor,
    SourcePosition source,
    Instant when) {}
