package dev.backstop.verify.history;

import dev.backstop.domain.SourcePosition;
import dev.backstop.verify.plan.Planned;
import org.jspecify.annotations.Nullable;

/**
 * A record that the producer sent to the requests topic.
 *
 * @param at where it stands, if that was acknowledged
 */
public record Sent(Planned what, Fate fate, @Nullable SourcePosition at) {}
