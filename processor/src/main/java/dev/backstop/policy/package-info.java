/**
 * What the organisation has decided about deciding: who answers, above which confidence, by when,
 * and what happens otherwise. Values only; documents are read by {@code dev.backstop.config}.
 */
@NullMarked
package dev.backstop.policy;

import org.jspecify.annotations.NullMarked;
