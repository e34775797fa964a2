/**
 * Playbooks while they run, as values: {@link dev.backstop.playbook.RunMachine} says from what is
 * seen what is to be done next, and {@link dev.backstop.playbook.Run} records it.
 */
@NullMarked
package dev.backstop.playbook;

import org.jspecify.annotations.NullMarked;
