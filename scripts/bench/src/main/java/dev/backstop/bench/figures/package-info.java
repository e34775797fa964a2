/** Figures and what they say: pure arithmetic on measured values. */
@NullMarked
package dev.backstop.bench.figures;

import org.jspecify.annotations.NullMarked;
