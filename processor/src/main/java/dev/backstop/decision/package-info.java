/**
 * The decision itself, as functions of values: {@link dev.backstop.decision.Ladder} says what a
 * request needs next, {@link dev.backstop.decision.ReviewOpening} turns it into a question for a
 * person, and {@link dev.backstop.decision.Resolution} closes it with a verdict or without one.
 * Nothing here waits, reads a clock or sends.
 */
@NullMarked
package dev.backstop.decision;

import org.jspecify.annotations.NullMarked;
