/**
 * The Kafka Streams topology. {@link dev.backstop.topology.FallbackTopology#build} states the path
 * of a record once, in order; each step has its package: {@code ingest} reads, {@code score} asks a
 * model, {@code route} climbs the ladder, {@code review} asks a person, {@code resolve} joins the
 * answer, {@code emit} writes with lineage.
 */
@NullMarked
package dev.backstop.topology;

import org.jspecify.annotations.NullMarked;
