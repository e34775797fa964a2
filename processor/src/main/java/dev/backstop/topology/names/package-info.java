/**
 * The names that others rely on: topics, nodes, stores and headers. They are public API; golden
 * files hold them.
 */
@NullMarked
package dev.backstop.topology.names;

import org.jspecify.annotations.NullMarked;
