/**
 * The conditions of a policy, written in the Common Expression Language over the features that the
 * policy declares.
 *
 * @see <a href="https://github.com/google/cel-spec">The language's specification</a>
 */
@NullMarked
package dev.backstop.condition;

import org.jspecify.annotations.NullMarked;
