/**
 * A real Kafka broker and a real schema registry on this machine, for the demo and the integration
 * tests.
 *
 * <p>{@link dev.backstop.sandbox.Sandbox} starts both, {@link dev.backstop.sandbox.SandboxBroker}
 * and {@link dev.backstop.sandbox.SandboxRegistry} one each. Everything listens on 127.0.0.1 only,
 * without authentication, and none of it is part of the product.
 */
@NullMarked
package dev.backstop.sandbox;

import org.jspecify.annotations.NullMarked;
