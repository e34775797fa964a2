/** What is sent, as a function of the seed: no clock, no state. */
@NullMarked
package dev.backstop.verify.plan;

import org.jspecify.annotations.NullMarked;
