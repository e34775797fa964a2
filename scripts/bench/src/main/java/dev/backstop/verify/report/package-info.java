/** What is told of a run: to people, to programs, and as a table over several runs. */
@NullMarked
package dev.backstop.verify.report;

import org.jspecify.annotations.NullMarked;
