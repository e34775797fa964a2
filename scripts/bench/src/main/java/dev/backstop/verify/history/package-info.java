/** What happened in a run, as values: what clients saw, and what stands on the topics. */
@NullMarked
package dev.backstop.verify.history;

import org.jspecify.annotations.NullMarked;
