/** Has the breakers: adds up what all tasks report of a model, and tells when its breaker moves. */
@NullMarked
package dev.backstop.topology.guard;

import org.jspecify.annotations.NullMarked;
