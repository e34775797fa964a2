/**
 * The values everything speaks about: requests, attempts, decisions, reviews. Immutable, and free
 * of Kafka, Avro, models and clocks; time arrives as an argument. The Avro contracts of the schemas
 * module mirror them one to one.
 */
@NullMarked
package dev.backstop.domain;

import org.jspecify.annotations.NullMarked;
