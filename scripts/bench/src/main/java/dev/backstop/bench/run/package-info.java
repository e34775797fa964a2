/** Applications under test as real processes, and one measured trial of one of them. */
@NullMarked
package dev.backstop.bench.run;

import org.jspecify.annotations.NullMarked;
