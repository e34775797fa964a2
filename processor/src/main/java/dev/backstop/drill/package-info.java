/**
 * Drills: records that are made to fail, to see whether the fallback holds. {@link
 * dev.backstop.drill.DrillMark} is what makes a record one of a drill.
 */
@NullMarked
package dev.backstop.drill;

import org.jspecify.annotations.NullMarked;
