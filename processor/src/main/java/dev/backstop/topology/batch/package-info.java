/**
 * Scores a poll at a time, before its records enter the topology. A memo, never a step that a
 * record depends on: see RATIONALE.md.
 */
@NullMarked
package dev.backstop.topology.batch;

import org.jspecify.annotations.NullMarked;
