/**
 * Incidents: the times when a domain was degraded, as values. {@link
 * dev.backstop.incident.Sighting} is what is seen at one time, and {@link
 * dev.backstop.incident.Incident} what comes of it.
 */
@NullMarked
package dev.backstop.incident;

import org.jspecify.annotations.NullMarked;
