package dev.backstop.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.simulation.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SimulationPageTest {

  private static final Report.Costs NO_COSTS = new Report.Costs(0, 0, 0);
  private static final Report.Audited NOBODY = new Report.Audited(0, 0, 0, 0, null, null);
  private static final Report.Unasked NONE = new Report.Unasked(0, 0);
  private static final Report.Panel NO_PANEL = new Report.Panel(0, 0, false);

  private static final Pattern TAG = Pattern.compile("<(/?)([a-z0-9]+)[^>]*>");
  private static final List<String> VOID = List.of("meta", "wbr");

  private static final String HOSTILE = "</td><script>alert('1')</script>\"&\u202Eend";

  @Test
  void shouldSayEverythingThatTheReportHas() {
    // When
    String page = page(simulated(List.of(change(12, "primary", "human")), Map.of("secondary", 7)));
    // Then
    assertThat(text(page))
        .contains("What credit@1.1.0#0011aabb would have decided")
        .contains("requests 1,040", "of them can be told 1,033")
        .contains("primary 600 58.1 % 500 48.4 % −100")
        .contains("REJECTED 3 0.3 % 0 0.0 % −3")
        .contains("then 30 2.9 % 2.5 12 1.0", "now 130 12.6 % 10.8 24 2.0")
        .contains("then 80 100 80.0 % 45 50 91.2 %", "now 85 95 89.5 % 30 40 76.0 %")
        .contains(
            "nobody answered in time, counted as wrong: 3",
            "panel questions still open, counted in the bounds alone",
            "for it: 10")
        .contains("then, by the audit panel: from 61.0 to 97.0 % with 95 %")
        .contains("now, by the audit panel: from 58.0 to 88.0 % with 95 %")
        .contains("at a rate that an operator had set")
        .contains("14 requests that people answered then", "11 of them alike")
        .contains("then 1.50 ms 9.00 ms", "now 2.50 ms 11.25 ms")
        .contains(
            "12 primary (good) in small primary:OK human in large primary:LOW_CONFIDENCE > secondary:OK r-1, r-2")
        .contains("would be asked at secondary, which was not asked then 7")
        .contains("decided within the span, requested before it 2", "of other domains 4");
  }

  @Test
  void shouldNeverTakeTextFromRecordsForMarkup() {
    // Given
    Report.Change change =
        new Report.Change(
            new Report.Change.Kind(
                HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE),
            1,
            List.of(HOSTILE));
    Report.Side side = new Report.Side(Map.of(HOSTILE, 1), 0, 0, 0, 0, 0, NOBODY, 0, 0);
    Report report =
        new Report(2, 0, Map.of(HOSTILE, 1), side, side, List.of(change), NONE, NO_PANEL, NO_COSTS);
    // When
    String page =
        page(new Simulated(HOSTILE, HOSTILE, Duration.ofHours(1), Instant.EPOCH, 0, 5, report));
    // Then
    assertThat(page).doesNotContain("alert('1')", "\u202E");
    assertThat(page)
        .contains("&lt;/td&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;end");
    assertThat(count(page, "<script")).isEqualTo(2);
    assertWellFormed(page);
  }

  @Test
  void shouldCloseEveryElement() {
    assertWellFormed(page(simulated(List.of(change(1, "a", "b")), Map.of())));
  }

  @Test
  void shouldCountTheChangesThatItDoesNotList() {
    // Given
    List<Report.Change> changes = new ArrayList<>();
    for (int i = 0; i < SimulationPage.MOST_CHANGES + 3; i++) {
      changes.add(change(2, "from-" + i, "to-" + i));
    }
    // When
    String text = text(page(simulated(changes, Map.of())));
    // Then
    assertThat(text).contains("from-49 (good)").doesNotContain("from-50");
    assertThat(text).contains("And 3 rarer kinds of change with 6 requests");
  }

  @Test
  void shouldSayWhereNothingChangesAndNothingIsKnownOfTheTruth() {
    // Given
    Report.Side side = new Report.Side(Map.of("primary", 5), 0, 0, 0, 0, 0, NOBODY, 100, 100);
    Report report = new Report(5, 0, Map.of(), side, side, List.of(), NONE, NO_PANEL, NO_COSTS);
    // When
    String text =
        text(page(new Simulated("p@1#0", "d", Duration.ofHours(24), Instant.EPOCH, 0, 5, report)));
    // Then
    assertThat(text)
        .contains("No request ends elsewhere or with another answer.")
        .contains("Nothing: every request could be told.")
        .contains("then 0 0 not known 0 0 not known")
        .doesNotContain("To be known", "people answered then");
  }

  @Test
  void shouldBeReadableWithoutChartsAndFetchNothing() {
    // When
    String page = page(simulated(List.of(change(1, "a", "b")), Map.of("secondary", 1)));
    String markup = withoutScripts(page);
    // Then: all figures stand in tables with captions and headers, and charts are the script's
    assertThat(count(markup, "<table>")).isEqualTo(count(markup, "<caption>")).isEqualTo(6);
    assertThat(count(markup, "data-chart=")).isEqualTo(4);
    assertThat(markup).doesNotContain("<canvas", "src=", "href=", "url(", "@import");
    assertThat(markup).contains("default-src 'none'", "script-src 'sha256-", "lang=\"en\"");
    assertThat(markup).contains("prefers-color-scheme: dark");
  }

  @Test
  void shouldHaveTheChartsInside() {
    // When
    PageParts parts = PageParts.load();
    // Then: with their licence, and nothing that could end the element they stand in
    assertThat(parts.charts()).startsWith("/*!\n * Chart.js v4.4.4").contains("MIT License");
    assertThat(parts.charts()).doesNotContainIgnoringCase("</script", "sourceMappingURL");
    assertThat(parts.script()).doesNotContainIgnoringCase("</script");
  }

  /** {@code -Dpage.write=FILE} writes an example, to be looked at in a browser. */
  @Test
  void shouldBeWrittenWhole() throws IOException {
    // Given
    String file = System.getProperty("page.write");
    String page =
        page(
            simulated(
                List.of(
                    change(86, "primary", "human"),
                    change(14, "secondary", "human"),
                    change(3, "REJECTED", "secondary")),
                Map.of("secondary", 7)));
    // When
    if (file != null) {
      Files.writeString(Path.of(file), page);
    }
    // Then
    assertThat(page).startsWith("<!doctype html>").endsWith("</html>\n");
    assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(400_000);
  }

  private static String page(Simulated simulated) {
    return SimulationPage.of(simulated, PageParts.load());
  }

  private static Simulated simulated(List<Report.Change> changes, Map<String, Integer> unknown) {
    Report report =
        new Report(
            1_033 + unknown.values().stream().mapToInt(Integer::intValue).sum(),
            4,
            unknown,
            new Report.Side(
                Map.of("primary", 600, "secondary", 400, "human", 30, "REJECTED", 3),
                30,
                30,
                12,
                80,
                100,
                new Report.Audited(45, 2, 50, 10, .912, new Report.Bounds(.61, .97)),
                1_500,
                9_000),
            new Report.Side(
                Map.of("primary", 500, "secondary", 403, "human", 130),
                130,
                130,
                24,
                85,
                95,
                new Report.Audited(30, 3, 40, 0, .76, new Report.Bounds(.58, .88)),
                2_500,
                11_250),
            changes,
            new Report.Unasked(14, 11),
            new Report.Panel(6, 2, true),
            new Report.Costs(900, 120.5, 98.25));
    return new Simulated(
        "credit@1.1.0#0011aabb",
        "credit",
        Duration.ofHours(24),
        Instant.parse("2026-01-31T08:30:00Z"),
        2,
        5,
        report);
  }

  private static Report.Change change(int requests, String from, String to) {
    return new Report.Change(
        new Report.Change.Kind(
            from,
            "good",
            "small",
            "primary:OK",
            to,
            null,
            "large",
            "primary:LOW_CONFIDENCE>secondary:OK"),
        requests,
        List.of("r-1", "r-2"));
  }

  private static void assertWellFormed(String page) {
    List<String> open = new ArrayList<>();
    Matcher tag = TAG.matcher(withoutScripts(page));
    while (tag.find()) {
      if (VOID.contains(tag.group(2))) {
        continue;
      }
      if (tag.group(1).isEmpty()) {
        open.add(tag.group(2));
      } else {
        assertThat(open).as("before " + tag.group()).isNotEmpty().endsWith(tag.group(2));
        open.remove(open.size() - 1);
      }
    }
    assertThat(open).isEmpty();
  }

  private static String withoutScripts(String page) {
    return page.replaceAll("(?s)<script>.*?</script>", "");
  }

  /** What a reader without charts sees, with one space wherever there are several. */
  private static String text(String page) {
    return withoutScripts(page)
        .replaceAll("(?s)<style>.*?</style>", "")
        .replaceAll("</?(bdi|data|wbr|code)[^>]*>", "")
        .replaceAll("<[^>]+>", " ")
        .replace("&gt;", ">")
        .replace("&nbsp;", " ")
        .replaceAll("\\s+", " ");
  }

  private static int count(String page, String what) {
    return page.split(Pattern.quote(what), -1).length - 1;
  }
}
