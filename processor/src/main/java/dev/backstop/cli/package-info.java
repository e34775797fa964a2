/**
 * The command line: one executable, a class for each command. A command reads its options, asks
 * something that can answer, and prints; what is printed is made in {@code cli.story}.
 */
@NullMarked
package dev.backstop.cli;

import org.jspecify.annotations.NullMarked;
