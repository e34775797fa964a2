/**
 * Asks the other of two models about records that are answered already, and holds both against what
 * people say: off the path of the records.
 */
@NullMarked
package dev.backstop.topology.shadow;

import org.jspecify.annotations.NullMarked;
