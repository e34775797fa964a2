package dev.backstop.cli.bundle;

import dev.backstop.cli.story.Story;
import dev.backstop.cli.story.Trail;
import dev.backstop.cli.story.Words;
import dev.backstop.domain.Request;
import java.util.ArrayList;
import java.util.List;

/** Where requests ended, and some of them from beginning to end. */
final class DecisionsPage {

  private DecisionsPage() {}

  static String of(Findings found, Pseudonyms pseudonyms) {
    Markdown page = new Markdown().title("Decisions").section("Where requests ended");
    page.table(List.of("end", "before", "during", "after"), found.mix().rows());
    page.section("Examples");
    if (found.samples().isEmpty()) {
      page.say("No request of the domain was decided during the incident.");
    } else {
      page.say(
          "One of each end, the most frequent first. A value of a feature is a pseudonym: equal values of a feature have the same one in these files, and it cannot be traced back.");
    }
    for (Findings.Sample sample : found.samples()) {
      chain(page, sample, pseudonyms);
    }
    return page.toString();
  }

  private static void chain(Markdown page, Findings.Sample sample, Pseudonyms pseudonyms) {
    Story story = Story.of(Pseudonyms.withoutComments(sample.trail()));
    page.part(story.requestId()).say("An example of: " + sample.why() + ".");
    List<List<String>> rows = new ArrayList<>();
    story.lines().forEach(line -> rows.add(List.of(Words.time(line.at()), line.sentence())));
    page.table(List.of("when", "what"), rows)
        .say("Why not the first model: " + story.whyNotTheFirstModel());
    for (Trail.Located<Request> request : sample.trail().requests()) {
      List<List<String>> features = new ArrayList<>();
      pseudonyms.of(request.value()).forEach((name, value) -> features.add(List.of(name, value)));
      page.table(List.of("feature", "value"), features);
    }
  }
}
