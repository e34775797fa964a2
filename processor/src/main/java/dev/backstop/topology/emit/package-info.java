/** Values to bytes: writes every record that leaves, with its lineage. */
@NullMarked
package dev.backstop.topology.emit;

import org.jspecify.annotations.NullMarked;
