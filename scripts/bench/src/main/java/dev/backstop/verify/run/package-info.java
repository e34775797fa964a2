/** A run: the real processes, the clients that load and watch them, and the faults that strike. */
@NullMarked
package dev.backstop.verify.run;

import org.jspecify.annotations.NullMarked;
