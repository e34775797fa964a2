/**
 * Bytes to values: reads the input topics, sets aside what cannot be read, and answers no request
 * twice.
 */
@NullMarked
package dev.backstop.topology.ingest;

import org.jspecify.annotations.NullMarked;
