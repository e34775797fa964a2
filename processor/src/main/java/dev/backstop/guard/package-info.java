/**
 * Guards: what keeps a model that fails, hangs, drifts or errs from answering, and what lets it
 * back. State machines and tests over counts; time is an argument in milliseconds since the epoch,
 * and chance is a hash given by the caller. One rule over all of them: tighten on evidence at once,
 * loosen only on a certificate.
 *
 * <p>Nothing here is safe for use by several threads at once, except the records and enums.
 */
@NullMarked
package dev.backstop.guard;

import org.jspecify.annotations.NullMarked;
