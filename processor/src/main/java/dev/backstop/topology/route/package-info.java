/** Climbs the ladder: takes the answer, or passes the case on with the reason. */
@NullMarked
package dev.backstop.topology.route;

import org.jspecify.annotations.NullMarked;
