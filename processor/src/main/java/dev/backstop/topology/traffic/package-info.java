/** Tells what an instance has counted. */
@NullMarked
package dev.backstop.topology.traffic;

import org.jspecify.annotations.NullMarked;
