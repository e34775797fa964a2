/**
 * The invariants, as pure functions of a history. Each names what breaks it, with its place. The
 * audit chain and erasure are not judged: this release has neither.
 */
@NullMarked
package dev.backstop.verify.check;

import org.jspecify.annotations.NullMarked;
