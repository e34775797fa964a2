/** Runs the playbooks of the policies: looks again and again, acts, and writes what it does. */
@NullMarked
package dev.backstop.topology.playbook;

import org.jspecify.annotations.NullMarked;
