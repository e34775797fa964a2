/** Asks one model about one case. */
@NullMarked
package dev.backstop.topology.score;

import org.jspecify.annotations.NullMarked;
