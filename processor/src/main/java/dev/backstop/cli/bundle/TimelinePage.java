package dev.backstop.cli.bundle;

import dev.backstop.cli.story.Trail;
import dev.backstop.cli.story.Words;
import dev.backstop.incident.IncidentEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** What happened when, from the incident's own record and from the audit topic. */
final class TimelinePage {

  /** One line. */
  record Entry(Instant at, String kind, String what, String actor) {}

  /** What the audit topic tells more exactly, and of the time around as well. */
  private static final Set<IncidentEvent.Kind> TOLD_THERE =
      Set.of(
          IncidentEvent.Kind.BREAKER,
          IncidentEvent.Kind.CONTROL,
          IncidentEvent.Kind.RISK,
          IncidentEvent.Kind.DRIFT);

  private TimelinePage() {}

  static String of(Findings found) {
    Markdown page =
        new Markdown()
            .title("Timeline")
            .say(
                "From "
                    + Words.span(found.around())
                    + " before the incident to as long after it. Times are in UTC.")
            .table(List.of("when", "what", "", "by"), rows(entries(found)));
    if (found.incident().omitted() > 0) {
      page.say(found.incident().omitted() + " further events are not in the incident's record.");
    }
    return page.toString();
  }

  /** The oldest first. */
  static List<Entry> entries(Findings found) {
    List<Entry> entries = new ArrayList<>();
    for (IncidentEvent event : found.incident().events()) {
      if (found.events().isEmpty() || !TOLD_THERE.contains(event.kind())) {
        entries.add(
            new Entry(
                event.at(),
                event.kind().name(),
                event.what(),
                event.actor() == null ? "" : event.actor()));
      }
    }
    for (Trail.Noted noted : found.events()) {
      String why = noted.details().get("why");
      entries.add(
          new Entry(
              noted.at(),
              noted.kind(),
              noted.description() + (why == null ? "" : ", because: " + why),
              noted.actor() == null ? "" : noted.actor()));
    }
    entries.sort(Comparator.comparing(Entry::at));
    return entries;
  }

  static List<List<String>> rows(List<Entry> entries) {
    return entries.stream()
        .map(entry -> List.of(Words.time(entry.at()), entry.kind(), entry.what(), entry.actor()))
        .toList();
  }
}
