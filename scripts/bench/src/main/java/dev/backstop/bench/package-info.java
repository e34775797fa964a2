/** The benchmark and the fault-injection verifier have their room here. Neither is written yet. */
@NullMarked
package dev.backstop.bench;

import org.jspecify.annotations.NullMarked;
