/**
 * Faults inside a processor's JVM: Kafka interceptors that the configuration names, on a class path
 * that the verifier extends. The product holds none of this. Uses the JDK and Kafka's clients
 * alone.
 */
@NullMarked
package dev.backstop.verify.inject;

import org.jspecify.annotations.NullMarked;
