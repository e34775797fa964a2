package dev.backstop.cli.bundle;

import dev.backstop.cli.story.Words;
import dev.backstop.domain.DegradationLevel;
import dev.backstop.domain.PolicyRef;
import dev.backstop.incident.Factor;
import dev.backstop.incident.Incident;
import dev.backstop.incident.IncidentEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A template for the review: what the topics know is filled in, and what people judge is not. */
final class PostmortemPage {

  private static final Set<IncidentEvent.Kind> CAUSES =
      Set.of(
          IncidentEvent.Kind.BREAKER,
          IncidentEvent.Kind.CONTROL,
          IncidentEvent.Kind.RISK,
          IncidentEvent.Kind.DRIFT,
          IncidentEvent.Kind.DEAD_LETTERS,
          IncidentEvent.Kind.REVIEWS,
          IncidentEvent.Kind.BALANCE);

  private PostmortemPage() {}

  static String of(Findings found) {
    Incident incident = found.incident();
    Markdown page = new Markdown().title("Review of incident " + incident.id());
    page.say(
        "A review asks how it came about and what would have helped, not who is to blame: everybody did what made sense with what they knew then.");
    page.section("Facts").table(List.of("", ""), facts(found));
    page.section("Summary")
        .blank("What happened, for somebody who was not there, in three sentences.");
    page.section("Impact").table(List.of("", "before", "during", "after"), impact(found.mix()));
    page.blank("Who noticed, and what did it mean for them? Was anybody decided on wrongly?");
    page.section("Timeline")
        .table(List.of("when", "what", "", "by"), TimelinePage.rows(TimelinePage.entries(found)))
        .blank("What is missing here: calls, messages, what was tried elsewhere.");
    page.section("How it began and what kept it going").list(causes(incident));
    page.blank("Beneath that: what made it possible? Which of it had been known?");
    page.section("What went well").blank("What limited it?");
    page.section("What went badly").blank("What took long, and what was misleading?");
    page.section("Where we were lucky").blank("What could have made it worse?");
    page.section("What we will change")
        .table(
            List.of("what", "who", "until", "kind"),
            List.of(List.of("…", "…", "…", "prevent, notice or limit")));
    page.section("Agreed by").blank("Names and date.");
    return page.toString();
  }

  private static List<List<String>> facts(Findings found) {
    Incident incident = found.incident();
    List<List<String>> facts = new ArrayList<>();
    facts.add(List.of("domain", incident.domain()));
    facts.add(
        List.of(
            "gravest level", incident.gravest() + " (" + incident.gravest().gravity() + " of 3)"));
    facts.add(List.of("opened", Words.time(incident.openedAt())));
    Instant recovered = incident.recoveredAt();
    String still = incident.open() ? "it goes on" : "it was not seen to recover";
    facts.add(List.of("over since", recovered == null ? still : Words.time(recovered)));
    facts.add(
        List.of(
            "closed",
            incident.closedAt() == null ? "it is open" : Words.time(incident.closedAt())));
    Instant closed = incident.closedAt() == null ? found.until() : incident.closedAt();
    Instant end = recovered == null ? closed : recovered;
    facts.add(List.of("lasted", Words.span(Duration.between(incident.openedAt(), end))));
    for (DegradationLevel level : DegradationLevel.values()) {
      Duration spent = spent(incident, level, end);
      if (level != DegradationLevel.NORMAL && !spent.isZero()) {
        facts.add(List.of("of that at " + level, Words.span(spent)));
      }
    }
    facts.add(
        List.of(
            "policies",
            String.join(", ", incident.policies().stream().map(PolicyRef::toLineage).toList())));
    return facts;
  }

  /** How long the level was that one, by the changes of the level in the record. */
  static Duration spent(Incident incident, DegradationLevel level, Instant end) {
    Duration spent = Duration.ZERO;
    Instant since = incident.openedAt();
    DegradationLevel now = DegradationLevel.NORMAL;
    for (IncidentEvent event : incident.events()) {
      if (event.level() != null) {
        spent = now == level ? spent.plus(Duration.between(since, event.at())) : spent;
        since = event.at();
        now = event.level();
      }
    }
    return now == level && since.isBefore(end) ? spent.plus(Duration.between(since, end)) : spent;
  }

  private static List<List<String>> impact(Mix mix) {
    List<String> total = new ArrayList<>(List.of("requests that ended"));
    List<String> degraded = new ArrayList<>(List.of("of these with a degraded answer or none"));
    for (Mix.Period period : Mix.Period.values()) {
      long all = mix.total(period);
      long worse = mix.degraded(period);
      total.add(Long.toString(all));
      degraded.add(
          all == 0 ? "0" : String.format(Locale.ROOT, "%d (%.1f %%)", worse, 100.0 * worse / all));
    }
    return List.of(total, degraded);
  }

  /** What came first, went away or aroused suspicion, all that followed, and what still is so. */
  private static List<String> causes(Incident incident) {
    List<String> causes = new ArrayList<>();
    for (IncidentEvent event : incident.events()) {
      if (CAUSES.contains(event.kind())) {
        causes.add(Words.time(event.at()) + ": " + event.what());
      }
    }
    for (Factor factor : incident.factors()) {
      causes.add("still: " + factor.what());
    }
    return causes.isEmpty() ? List.of("nothing is recorded") : List.copyOf(causes);
  }
}
