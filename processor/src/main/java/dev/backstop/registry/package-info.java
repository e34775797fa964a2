/**
 * The border between bytes and values: Kafka serdes chosen by class name, Avro records, and the
 * mappers between those and {@code dev.backstop.domain}.
 */
@NullMarked
package dev.backstop.registry;

import org.jspecify.annotations.NullMarked;
