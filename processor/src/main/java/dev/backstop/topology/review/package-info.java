/** Turns a case into a question for a person. */
@NullMarked
package dev.backstop.topology.review;

import org.jspecify.annotations.NullMarked;
