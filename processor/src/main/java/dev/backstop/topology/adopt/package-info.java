/** Hears of policies and of controls, and keeps what it heard. */
@NullMarked
package dev.backstop.topology.adopt;

import org.jspecify.annotations.NullMarked;
