package dev.backstop.cli.bundle;

import dev.backstop.cli.page.ChartsPage;
import dev.backstop.cli.page.PageParts;
import dev.backstop.cli.story.Words;
import dev.backstop.incident.Incident;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A folder for a review that asks what happened and not who is to blame: what was found, as files
 * by their names.
 */
public final class Bundle {

  static final String TIMELINE = "timeline.md";
  static final String BREAKERS = "breakers.md";
  static final String POLICIES = "policies.md";
  static final String DECISIONS = "decisions.md";
  static final String CHARTS = "charts.html";
  static final String POSTMORTEM = "postmortem.md";
  static final String RECORD = "incident.json";

  private Bundle() {}

  /** The files. */
  public static Map<String, String> files(Findings found, Pseudonyms pseudonyms) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("README.md", index(found));
    files.put(POSTMORTEM, PostmortemPage.of(found));
    files.put(TIMELINE, TimelinePage.of(found));
    files.put(BREAKERS, BreakersPage.of(found));
    files.put(POLICIES, PoliciesPage.of(found));
    for (Findings.Governing policy : found.policies()) {
      if (policy.document() != null) {
        files.put(PoliciesPage.file(policy.ref()), policy.document());
      }
    }
    files.put(DECISIONS, DecisionsPage.of(found, pseudonyms));
    if (!found.charts().isEmpty()) {
      files.put(
          CHARTS,
          ChartsPage.of(
              "Incident " + found.incident().id(),
              "The shaded part is the incident. Times are in UTC.",
              found.charts(),
              PageParts.still()));
    }
    files.put(RECORD, found.json());
    return files;
  }

  private static String index(Findings found) {
    Incident incident = found.incident();
    List<List<String>> contents = new ArrayList<>();
    contents.add(
        List.of(POSTMORTEM, "a template: the facts are filled in, the judgement is yours"));
    contents.add(List.of(TIMELINE, "what happened when"));
    contents.add(List.of(BREAKERS, "each move of a breaker, with the figures that decided it"));
    contents.add(List.of(POLICIES, "the policies that were in force, and what they changed"));
    contents.add(
        List.of(
            DECISIONS, "where requests ended, and some of them in full; values are pseudonyms"));
    if (!found.charts().isEmpty()) {
      contents.add(List.of(CHARTS, "meters around it; opens in a browser, without a network"));
    }
    contents.add(List.of(RECORD, "the record of the incident"));
    Markdown page =
        new Markdown()
            .title("Incident " + incident.id())
            .say(
                "Domain '"
                    + incident.domain()
                    + "' came to "
                    + incident.gravest()
                    + ". Opened "
                    + Words.time(incident.openedAt())
                    + (incident.closedAt() == null
                        ? ", still open"
                        : ", closed " + Words.time(incident.closedAt()))
                    + "; written "
                    + Words.time(found.at())
                    + ".")
            .table(List.of("file", "what is in it"), contents);
    if (!found.missing().isEmpty()) {
      page.section("What is missing").list(found.missing());
    }
    return page.say(
            "No feature value, no comment and no subject is in these files. Request ids, pseudonyms of people and the policies are: treat the folder as you treat those.")
        .toString();
  }
}
