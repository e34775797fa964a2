/**
 * The real processes that the tools of this module work with: a broker, a processor, each in a JVM
 * of its own, measured, paused and killed from outside. Knows nothing of what the tools do with
 * them.
 */
@NullMarked
package dev.backstop.rig;

import org.jspecify.annotations.NullMarked;
