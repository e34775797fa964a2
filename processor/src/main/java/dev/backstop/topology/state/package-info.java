/** What all stages do with their stores. */
@NullMarked
package dev.backstop.topology.state;

import org.jspecify.annotations.NullMarked;
