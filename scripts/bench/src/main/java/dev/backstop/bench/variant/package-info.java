/**
 * The other ways of answering the same requests, each a program of its own: a hand-written loop, a
 * topology that only passes on, and a topology that asks the model for each record.
 */
@NullMarked
package dev.backstop.bench.variant;

import org.jspecify.annotations.NullMarked;
