/** Joins verdicts with the open questions, and closes those nobody answers in time. */
@NullMarked
package dev.backstop.topology.resolve;

import org.jspecify.annotations.NullMarked;
