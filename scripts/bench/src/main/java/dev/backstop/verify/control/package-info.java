/** What is broken on purpose, so that it shows that the checker can see it. */
@NullMarked
package dev.backstop.verify.control;

import org.jspecify.annotations.NullMarked;
