/**
 * Requests in, decisions out: what a benchmark sends, in which mix, and how it sees the answers.
 */
@NullMarked
package dev.backstop.bench.load;

import org.jspecify.annotations.NullMarked;
