/** {@code scripts/benchmark}: how fast Backstop is, in ratios to other ways of doing the same. */
@NullMarked
package dev.backstop.bench;

import org.jspecify.annotations.NullMarked;
