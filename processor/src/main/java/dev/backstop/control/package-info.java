/**
 * What operators want otherwise than the policy says, for a time: as values. {@link
 * dev.backstop.control.Control} is one wish with who, why and until when, {@link
 * dev.backstop.control.Controls} those in force, and {@link dev.backstop.control.Switches} what
 * they are for one domain. {@link dev.backstop.control.ControlBoard} has the ones of now.
 */
@NullMarked
package dev.backstop.control;

import org.jspecify.annotations.NullMarked;
