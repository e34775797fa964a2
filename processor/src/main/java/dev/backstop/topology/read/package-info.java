/**
 * Reading one record, shared by the two steps that do it: {@code batch} ahead of the topology, a
 * poll at a time, and {@code ingest} inside it, one by one.
 */
@NullMarked
package dev.backstop.topology.read;

import org.jspecify.annotations.NullMarked;
