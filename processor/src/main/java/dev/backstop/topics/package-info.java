/**
 * The topics as the broker should have them: {@link dev.backstop.topics.TopicPlan} compares what is
 * wanted with what was found and says what is wrong and what mends it; {@link
 * dev.backstop.topics.TopicAdmin} alone talks to the broker.
 */
@NullMarked
package dev.backstop.topics;

import org.jspecify.annotations.NullMarked;
