/**
 * The fault-injection verifier: real processes under load, faults by a seeded schedule, and a
 * checker that judges afterwards whether the product kept its promises.
 */
@NullMarked
package dev.backstop.verify;

import org.jspecify.annotations.NullMarked;
