/**
 * The game day: all drills of the command line on the sandbox, and the failures of what surrounds a
 * processor, while real requests are answered; one report.
 */
@NullMarked
package dev.backstop.gameday;

import org.jspecify.annotations.NullMarked;
