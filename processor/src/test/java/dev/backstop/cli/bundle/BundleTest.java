package dev.backstop.cli.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.cli.page.Chart;
import dev.backstop.cli.story.Examples;
import dev.backstop.cli.story.Trail;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.DegradationLevel;
import dev.backstop.domain.Features;
import dev.backstop.domain.PolicyRef;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Request;
import dev.backstop.domain.Status;
import dev.backstop.domain.TierKind;
import dev.backstop.domain.Verdict;
import dev.backstop.incident.Factor;
import dev.backstop.incident.Incident;
import dev.backstop.incident.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BundleTest {

  private static final Instant T = Examples.T;
  private static final PolicyRef FIRST = new PolicyRef("credit", "1.0.0", "a".repeat(64));
  private static final PolicyRef SECOND = new PolicyRef("credit", "1.1.0", "b".repeat(64));
  private static final Factor STOP =
      new Factor(
          Factor.Kind.CONTROL, "stop@credit", "c1", "all to people: <b>a fire</b>", T, "olga");

  private final Pseudonyms pseudonyms = new Pseudonyms(new byte[] {1, 2, 3});

  @Test
  void shouldWriteAFileForEachQuestionThatAReviewAsks() {
    Map<String, String> files = Bundle.files(findings(List.of()), pseudonyms);

    assertThat(files.keySet())
        .containsExactly(
            "README.md",
            "postmortem.md",
            "timeline.md",
            "breakers.md",
            "policies.md",
            "policies/credit-1.0.0-aaaaaaaa.yaml",
            "decisions.md",
            "incident.json");
    assertThat(files.get("README.md"))
        .contains("What is missing", "There are no charts")
        .doesNotContain("charts.html");
    assertThat(files.get("policies/credit-1.0.0-aaaaaaaa.yaml")).isEqualTo("the: file\n");
  }

  @Test
  void shouldFillInTheFactsOfTheReviewAndLeaveTheJudgementOpen() {
    String page = Bundle.files(findings(List.of()), pseudonyms).get("postmortem.md");

    assertThat(page)
        .contains("| gravest level | FULL\\_ESCALATION (3 of 3) |")
        .contains("| lasted | 30.0 s |")
        .contains("| of that at QUIET\\_DEGRADATION | 20.0 s |")
        .contains("| of that at FULL\\_ESCALATION | 10.0 s |")
        .contains("| requests that ended | 1 | 2 | 0 |")
        .contains("| of these with a degraded answer or none | 0 (0.0 %) | 1 (50.0 %) | 0 |")
        .contains("## What we will change", "## Where we were lucky")
        .contains("> _What happened, for somebody who was not there, in three sentences._");
  }

  @Test
  void shouldTellEachMoveOfABreakerWithItsFigures() {
    String page = Bundle.files(findings(List.of()), pseudonyms).get("breakers.md");

    assertThat(page)
        .contains("## small")
        .contains("| CLOSED | OPEN | 0.0 | FAILURES | 12 | 50 | 12 of 50 calls failed |");
  }

  @Test
  void shouldTellTheTimelineFromTheAuditTopicWhereItHasMore() {
    String page = Bundle.files(findings(List.of()), pseudonyms).get("timeline.md");

    assertThat(page)
        .contains("| BREAKER\\_MOVED | the breaker of model 'small' went from CLOSED to OPEN")
        .contains("| LEVEL | the level rose from QUIET\\_DEGRADATION to FULL\\_ESCALATION |")
        .doesNotContain("| CONTROL |");
    assertThat(page.indexOf("BREAKER\\_MOVED")).isLessThan(page.indexOf("| OPENED"));
  }

  @Test
  void shouldTellAnAlarmThoughTheAuditTopicSaysNothingOfIt() {
    // Given
    Factor alarm =
        new Factor(
            Factor.Kind.DEAD_LETTERS, "dead-letters", "RAISED", "many dead letters", T, null);
    Incident incident = Incident.after(null, seen(FIRST, 0, DegradationLevel.NORMAL, alarm), "o");
    // When
    Map<String, String> files = Bundle.files(findings(incident, List.of()), pseudonyms);
    // Then
    assertThat(files.get("timeline.md")).contains("| DEAD\\_LETTERS | many dead letters |");
    assertThat(files.get("postmortem.md"))
        .contains(": many dead letters", "still: many dead letters");
  }

  @Test
  void shouldSayWhatEachPolicyChanged() {
    assertThat(Bundle.files(findings(List.of()), pseudonyms).get("policies.md"))
        .contains("## credit@1.0.0\\#aaaaaaaa", "Written by ada.")
        .contains("## credit@1.1.0\\#bbbbbbbb", "- tier 'primary': more");
  }

  @Test
  void shouldStandForValuesWithoutSayingThemAndKeepCommentsOut() {
    Map<String, String> files = Bundle.files(findings(List.of()), pseudonyms);

    String page = files.get("decisions.md");
    assertThat(page).containsPattern("\\| age \\| v-[0-9a-f]{10} \\|");
    assertThat(page).contains("| gone | missing |").contains("An example of: FINAL at human.");
    files
        .values()
        .forEach(file -> assertThat(file).doesNotContain("31337").doesNotContain("Mr Miller"));
  }

  @Test
  void shouldGiveEqualValuesOfAFeatureOnePseudonymAndNobodyElseTheSame() {
    // Given
    Request same = request(Map.of("age", 31337L, "income", 31337L));
    Request other = request(Map.of("age", 31338L));
    // Then
    assertThat(pseudonyms.of(same).get("age")).isEqualTo(pseudonyms.of(same).get("age"));
    assertThat(pseudonyms.of(same).get("age"))
        .isNotEqualTo(pseudonyms.of(same).get("income"))
        .isNotEqualTo(pseudonyms.of(other).get("age"))
        .isNotEqualTo(new Pseudonyms(new byte[] {9}).of(same).get("age"));
  }

  @Test
  void shouldLetNothingFromRecordsBeMarkup() {
    Map<String, String> files = Bundle.files(findings(List.of(chart("<i>x</i>"))), pseudonyms);

    assertThat(files.get("postmortem.md")).contains("\\<b\\>a fire\\</b\\>");
    assertThat(files.get("charts.html")).contains("&lt;i&gt;x&lt;/i&gt;").doesNotContain("<i>");
  }

  @Test
  void shouldDrawChartsThatNeedNoScript() {
    String page = Bundle.files(findings(List.of(chart("primary"))), pseudonyms).get("charts.html");

    assertThat(page)
        .contains("<svg class=\"lines\"", "class=\"marked\"", "<script></script>")
        .contains("<td class=\"n\">2</td>", "<td class=\"n\">4.500</td>")
        .doesNotContain("NaN", "http://", "https://");
    assertThat(page.lines().filter(line -> line.startsWith("<path class=\"line s0\"")).findFirst())
        .hasValueSatisfying(
            line ->
                assertThat(line.chars().filter(c -> c == 'M').count()).as("a gap").isEqualTo(2));
  }

  private static Chart chart(String name) {
    return new Chart(
        "Decisions by tier",
        "a second",
        new Chart.Marked(T, T.plusSeconds(30)),
        List.of(
            new Chart.Series(
                name,
                List.of(
                    new Chart.Point(T.minusSeconds(10), 2),
                    new Chart.Point(T, Double.NaN),
                    new Chart.Point(T.plusSeconds(10), 3),
                    new Chart.Point(T.plusSeconds(40), 4.5)))));
  }

  private static Findings findings(List<Chart> charts) {
    return findings(incident(), charts);
  }

  private static Findings findings(Incident incident, List<Chart> charts) {
    Mix mix = new Mix(incident.openedAt(), T.plusSeconds(90), 3);
    mix.add(decision(-5, "primary", TierKind.MODEL, false));
    mix.add(decision(15, "human", TierKind.HUMAN, false));
    mix.add(decision(16, "default", TierKind.DEFAULT, true));
    assertThat(mix.examples(5)).containsExactly(Map.entry("r-1", "FINAL at default, degraded"));
    return new Findings(
        incident,
        "{}",
        T.plusSeconds(100),
        Duration.ofMinutes(15),
        List.of(
            new Trail.Noted(
                "BREAKER_MOVED",
                null,
                "the breaker of model 'small' went from CLOSED to OPEN: 12 of 50 calls failed",
                Map.of(
                    "model",
                    "small",
                    "from",
                    "CLOSED",
                    "to",
                    "OPEN",
                    "share",
                    "0.0",
                    "trip",
                    "FAILURES",
                    "errors",
                    "12",
                    "trials",
                    "50"),
                null,
                T.minusSeconds(1))),
        List.of(
            new Findings.Governing(FIRST, "the: file\n", "Written by ada.", null),
            new Findings.Governing(
                SECOND, null, "From a file of the instances.", List.of("tier 'primary': more"))),
        mix,
        List.of(new Findings.Sample("FINAL at human", trail())),
        charts,
        charts.isEmpty() ? List.of("There are no charts") : List.of());
  }

  private static Incident incident() {
    Incident incident =
        Incident.after(null, seen(FIRST, 0, DegradationLevel.QUIET_DEGRADATION), "o");
    incident =
        Incident.after(incident, seen(SECOND, 20, DegradationLevel.FULL_ESCALATION, STOP), "o");
    incident = Incident.after(incident, seen(SECOND, 30, DegradationLevel.NORMAL), "o");
    return Incident.after(incident, seen(SECOND, 90, DegradationLevel.NORMAL), "o");
  }

  private static Sighting seen(
      PolicyRef policy, int second, DegradationLevel level, Factor... factors) {
    return new Sighting("credit", policy, level, List.of(factors), T.plusSeconds(second));
  }

  private static Decision decision(int second, String tier, TierKind kind, boolean degraded) {
    return Examples.decision(
        Status.FINAL,
        "good",
        tier,
        kind,
        degraded,
        null,
        second,
        Attempt.answered(tier, kind, "good", Examples.at(second)));
  }

  private static Trail trail() {
    Trail trail = Trail.empty("r-1");
    Map<String, Object> values = new HashMap<>();
    values.put("age", 31337L);
    values.put("gone", null);
    trail.requests().add(new Trail.Located<>(Examples.SOURCE, T, request(values)));
    trail
        .verdicts()
        .add(
            new Trail.Located<>(
                Examples.SOURCE,
                T,
                new Verdict("t", "r-1", "d", "good", "rita", "Mr Miller called", Examples.at(15))));
    trail
        .decisions()
        .add(
            new Trail.Located<>(
                Examples.SOURCE,
                T,
                Examples.decision(
                    Status.FINAL,
                    "good",
                    "human",
                    TierKind.HUMAN,
                    false,
                    "rita",
                    15,
                    Examples.model("primary", 0.7, Reason.LOW_CONFIDENCE, 1),
                    Attempt.answered("human", TierKind.HUMAN, "good", Examples.at(15)))));
    return trail;
  }

  private static Request request(Map<String, Object> features) {
    return new Request(
        "r-1",
        "credit",
        null,
        new Features(features),
        null,
        T,
        null,
        null,
        true,
        List.of(),
        null,
        Map.of());
  }
}
