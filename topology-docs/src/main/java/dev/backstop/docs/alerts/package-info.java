/**
 * Alerting: what is written from the objectives, and what may be read of the rules and dashboards
 * that are written by hand.
 */
@NullMarked
package dev.backstop.docs.alerts;

import org.jspecify.annotations.NullMarked;
