package dev.backstop.cli.bundle;

import dev.backstop.cli.story.Trail;
import dev.backstop.cli.story.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Each move of each breaker, with the figures that decided it. */
final class BreakersPage {

  private static final String MOVED = "BREAKER_MOVED";

  private BreakersPage() {}

  static String of(Findings found) {
    Map<String, List<Trail.Noted>> byBreaker = new LinkedHashMap<>();
    for (Trail.Noted noted : found.events()) {
      if (noted.kind().equals(MOVED)) {
        byBreaker.computeIfAbsent(name(noted), unseen -> new ArrayList<>()).add(noted);
      }
    }
    Markdown page = new Markdown().title("Breakers");
    if (byBreaker.isEmpty()) {
      return page.say("No breaker has moved in that time.").toString();
    }
    byBreaker.forEach(
        (name, moves) ->
            page.section(name)
                .table(
                    List.of("when", "from", "to", "share", "tripped for", "errors", "calls", "why"),
                    moves.stream().map(BreakersPage::row).toList()));
    return page.say(
            "Share: of the requests that ask the model from then on, or in SHADOW are put to it besides. Errors of calls: what the move was decided by.")
        .toString();
  }

  private static String name(Trail.Noted noted) {
    String segment = noted.details().get("segment");
    return noted.details().getOrDefault("model", "unknown")
        + (segment == null ? "" : " in segment " + segment);
  }

  private static List<String> row(Trail.Noted noted) {
    Map<String, String> details = noted.details();
    String whole = noted.description();
    int colon = whole.indexOf(": ");
    List<String> row = new ArrayList<>();
    row.add(Words.time(noted.at()));
    for (String key : List.of("from", "to", "share", "trip", "errors", "trials")) {
      row.add(details.getOrDefault(key, ""));
    }
    row.add(colon < 0 ? whole : whole.substring(colon + 2));
    return row;
  }
}
