package dev.backstop.cli.bundle;

import dev.backstop.cli.page.Chart;
import dev.backstop.cli.story.Trail;
import dev.backstop.domain.PolicyRef;
import dev.backstop.incident.Incident;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found about an incident.
 *
 * @param json the incident's record
 * @param around how long before and after it was looked
 * @param events of the audit topic that concern its domain, each once, the oldest first
 * @param policies those that were in force, the first one first
 * @param mix what became of requests before, meanwhile and after
 * @param samples some of the requests that were decided meanwhile
 * @param charts empty if there are none; {@code missing} says why
 * @param missing what could not be had, a sentence each
 */
public record Findings(
    Incident incident,
    String json,
    Instant at,
    Duration around,
    List<Trail.Noted> events,
    List<Governing> policies,
    Mix mix,
    List<Sample> samples,
    List<Chart> charts,
    List<String> missing) {

  /**
   * A policy that was in force.
   *
   * @param document its file, or null if the topic does not have it
   * @param standing who wrote it, who put it in force and why, as far as is known
   * @param changes against the one before, in words; null for the first one, and where one of the
   *     two is not known
   */
  public record Governing(
      PolicyRef ref, @Nullable String document, String standing, @Nullable List<String> changes) {}

  /**
   * A request that was decided meanwhile.
   *
   * @param why it was chosen: what it is an example of
   */
  public record Sample(String why, Trail trail) {}

  /** The end of the incident; of one that is open, now. */
  Instant until() {
    return incident.closedAt() == null ? at : incident.closedAt();
  }
}
