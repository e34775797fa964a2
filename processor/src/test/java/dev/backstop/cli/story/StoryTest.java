package dev.backstop.cli.story;

import static dev.backstop.cli.story.Examples.SOURCE;
import static dev.backstop.cli.story.Examples.T;
import static dev.backstop.cli.story.Examples.at;
import static dev.backstop.cli.story.Examples.decision;
import static dev.backstop.cli.story.Examples.found;
import static dev.backstop.cli.story.Examples.model;
import static dev.backstop.cli.story.Examples.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.cli.story.Story.Kind;
import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.Drill;
import dev.backstop.domain.Fault;
import dev.backstop.domain.Features;
import dev.backstop.domain.Member;
import dev.backstop.domain.Opinion;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import dev.backstop.domain.SourcePosition;
import dev.backstop.domain.Status;
import dev.backstop.domain.TierKind;
import dev.backstop.domain.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoryTest {

  private static final Attempt UNSURE = model("primary", 0.7, Reason.LOW_CONFIDENCE, 1);

  private final Trail trail = Trail.empty("r-1");

  @Test
  void shouldSayThatTheFirstModelAnsweredWhenItDid() {
    // Given
    Attempt sure = model("primary", 0.93, null, 1);
    trail.requests().add(new Trail.Located<>(SOURCE, T, request()));
    decided(decision(Status.FINAL, "good", "primary", TierKind.MODEL, false, null, 1, sure));

    // When
    Story story = Story.of(trail);

    // Then
    assertThat(story.state()).isEqualTo(State.DECIDED);
    assertThat(story.whyNotTheFirstModel())
        .isEqualTo(
            "it did answer: primary (small@1.0.0#11111111) said good"
                + " (confidence 0.930, 0.800 needed), and this was taken.");
    assertThat(kinds(story)).containsExactly(Kind.RECEIVED, Kind.ATTEMPT, Kind.DECISION);
  }

  @Test
  void shouldNotTakeADrillsDecisionForAnAnswer() {
    // Given
    Attempt sure = model("primary", 0.93, null, 1);
    Decision real = decision(Status.FINAL, "good", "primary", TierKind.MODEL, false, null, 1, sure);
    // When
    String headline =
        DecisionWords.headline(
            real.with(new Drill("run-1", "outage", Fault.OUTAGE, Set.of("primary"))));
    // Then
    assertThat(headline).startsWith("DRILL outage, nobody's answer: FINAL decision: good");
    assertThat(DecisionWords.headline(real)).startsWith("FINAL decision: good");
  }

  @Test
  void shouldTellOfACandidateThatStoodInForTheModelThatAnswered() {
    // Given
    Attempt own = model("primary", 0.93, null, 2);
    Attempt candidate =
        new Attempt(
                "primary",
                TierKind.MODEL,
                Examples.PRIMARY,
                null,
                null,
                0.8,
                1_000,
                Reason.TIMEOUT,
                "no answer in time",
                at(1))
            .asCanary();
    trail.requests().add(new Trail.Located<>(SOURCE, T, request()));
    decided(
        decision(Status.FINAL, "good", "primary", TierKind.MODEL, false, null, 2, candidate, own));
    // When
    Story story = Story.of(trail);

    // Then
    assertThat(story.whyNotTheFirstModel()).startsWith("it did answer: primary");
    assertThat(story.lines())
        .anySatisfy(
            line -> assertThat(line.sentence()).contains("a candidate", "no answer in time"));
  }

  @Test
  void shouldNameAllReviewersWhoHadToAgreeAndWhatEachSaid() {
    // Given
    Attempt people =
        Attempt.answered("human", TierKind.HUMAN, "good", at(9))
            .said(
                List.of(
                    new Opinion("ann", "good", at(3)),
                    new Opinion("bob", null, at(5)),
                    new Opinion("eve", "good", at(9))));
    trail.requests().add(new Trail.Located<>(SOURCE, T, request()));
    decided(decision(Status.FINAL, "good", "human", TierKind.HUMAN, false, "eve", 9, people));
    // When
    Story story = Story.of(trail);

    // Then
    assertThat(story.lines())
        .anySatisfy(
            line ->
                assertThat(line.sentence())
                    .contains(
                        "Asked were ann, who said good; bob, who could not decide; eve, who said good."))
        .anySatisfy(line -> assertThat(line.sentence()).contains("(reviewers ann and eve)"));
  }

  @Test
  void shouldNameEveryModelOfAnEnsembleAndWhatItSaid() {
    // Given
    Attempt committee =
        new Attempt(
            "committee",
            TierKind.ENSEMBLE,
            null,
            new Score("good", Map.of("good", 0.9), 0.9, 0.9),
            "good",
            0.8,
            1_500,
            null,
            null,
            at(1),
            null,
            List.of(
                new Member(
                    "small",
                    Examples.PRIMARY,
                    new Outcome.Scored(new Score("good", Map.of("good", 0.9), 0.9, 0.9)),
                    1_500),
                new Member("large", null, new Outcome.Failed(Reason.ERROR, "it is not loaded"), 0)),
            Map.of("income", "income_b"),
            false);
    trail.requests().add(new Trail.Located<>(SOURCE, T, request()));
    decided(
        decision(Status.FINAL, "good", "committee", TierKind.ENSEMBLE, false, null, 1, committee));
    // When
    Story story = Story.of(trail);
    // Then
    assertThat(story.whyNotTheFirstModel())
        .isEqualTo(
            "it did answer: committee (of 2 models) said good"
                + " (confidence 0.900, 0.800 needed), and this was taken.");
    assertThat(Words.attempt(committee))
        .endsWith(
            " Of its models small@1.0.0#11111111 said good (confidence 0.900);"
                + " large gave no answer (it is not loaded) [ERROR]."
                + " It has read income from income_b.");
  }

  @Test
  void shouldTellWhoHadATierPassedByAndWhy() {
    // Given
    Attempt passed =
        Attempt.forced("primary", TierKind.MODEL, "an operator's switch", "c0ffee", at(1));
    Attempt human = Attempt.answered("human", TierKind.HUMAN, "good", at(2));
    decided(decision(Status.FINAL, "good", "human", TierKind.HUMAN, false, "r7", 2, passed, human));
    trail.controls().put("c0ffee", new Trail.Wanted("everything goes to people", "olga", "a fire"));

    // When
    Story story = Story.of(trail);

    // Then
    assertThat(trail.controlIds()).containsExactly("c0ffee");
    assertThat(story.whyNotTheFirstModel())
        .isEqualTo(
            "primary was not asked, because the policy or an operator told the ladder to pass it by"
                + " (operator olga set that everything goes to people, because: a fire;"
                + " control c0ffee) [POLICY_FORCED]. Instead, human (reviewer r7) answered good.");
    assertThat(story.lines().get(0).facts()).containsEntry("control", "c0ffee");
  }

  @Test
  void shouldTellThatAPlaybookHadATierPassedBy() {
    // Given
    Attempt passed =
        Attempt.forced("primary", TierKind.MODEL, "a playbook's switch", "c0ffee", at(1));
    Attempt human = Attempt.answered("human", TierKind.HUMAN, "good", at(2));
    decided(decision(Status.FINAL, "good", "human", TierKind.HUMAN, false, "r7", 2, passed, human));
    trail
        .controls()
        .put("c0ffee", new Trail.Wanted("everything goes to people", "playbook:p", "run x: away"));

    // When
    Story story = Story.of(trail);

    // Then
    assertThat(story.whyNotTheFirstModel())
        .contains("(playbook:p set that everything goes to people, because: run x: away; control")
        .doesNotContain("operator playbook");
  }

  @Test
  void shouldNameAControlOfWhichNothingIsKnownAnyMore() {
    // Given
    Attempt passed =
        Attempt.forced("primary", TierKind.MODEL, "an operator's switch", "c0ffee", at(1));
    decided(decision(Status.FINAL, "good", "x", TierKind.DEFAULT, true, null, 2, passed));

    // When
    Story story = Story.of(trail);

    // Then
    assertThat(story.whyNotTheFirstModel())
        .contains("(an operator's switch; control c0ffee, of which the topics know no more)");
  }

  @Test
  void shouldTellTheWholeWayToAPersonInOrderOfTime() {
    // Given
    Attempt failed =
        new Attempt(
            "secondary",
            TierKind.MODEL,
            Examples.PRIMARY,
            null,
            null,
            0.8,
            250_000,
            Reason.TIMEOUT,
            "250 ms",
            at(3));
    Attempt human = Attempt.answered("human", TierKind.HUMAN, "bad", at(40));
    trail.requests().add(new Trail.Located<>(SOURCE, T, request()));
    trail
        .escalations()
        .add(
            found(
                "secondary", 1, new Trail.Escalated(SOURCE, List.of(UNSURE), "secondary", at(1))));
    trail
        .tasks()
        .add(found("reviews", 1, Examples.task("t", 5, 600, false, new Features(Map.of()))));
    decided(
        decision(
            Status.PROVISIONAL, "good", "primary", TierKind.MODEL, true, null, 3, UNSURE, failed));
    trail
        .verdicts()
        .add(found("verdicts", 1, new Verdict("t", "r-1", "d", "bad", "r7", "no job", at(39))));
    decided(
        decision(
            Status.FINAL, "bad", "human", TierKind.HUMAN, false, "r7", 40, UNSURE, failed, human));
    trail
        .notes()
        .add(
            found(
                "audit",
                1,
                new Trail.Noted(
                    "LATE_VERDICT",
                    "r9",
                    "the review's time had run out",
                    Map.of(),
                    new SourcePosition("verdicts", 0, 2),
                    at(700))));

    // When
    Story story = Story.of(trail);

    // Then
    assertThat(kinds(story))
        .containsExactly(
            Kind.RECEIVED,
            Kind.ATTEMPT,
            Kind.ESCALATED,
            Kind.REVIEW_OPENED,
            Kind.ATTEMPT,
            Kind.DECISION,
            Kind.VERDICT,
            Kind.ATTEMPT,
            Kind.DECISION,
            Kind.AUDIT);
    assertThat(story.lines())
        .extracting(Story.Line::sentence)
        .contains(
            "secondary (small@1.0.0#11111111) gave no answer after 250.0 ms,"
                + " because it took longer than its time budget (250 ms) [TIMEOUT].",
            "Reviewer r7 said bad: \"no job\"");
    assertThat(story.whyNotTheFirstModel())
        .isEqualTo(
            "primary (small@1.0.0#11111111) said good (confidence 0.700, 0.800 needed), which was"
                + " not taken, because it was not sure enough [LOW_CONFIDENCE]."
                + " Instead, human (reviewer r7) answered bad.");
  }

  @Test
  void shouldSayThatAReviewerCouldNotDecideWhenTheDefaultStandsIn() {
    // Given
    decided(decision(Status.FINAL, "bad", "default", TierKind.DEFAULT, true, "r7", 9, UNSURE));

    // When
    String why = Story.of(trail).whyNotTheFirstModel();

    // Then
    assertThat(why)
        .endsWith("Instead, default (reviewer r7 could not decide) answered bad, degraded.");
  }

  @Test
  void shouldSayThatTheFirstAnswerStandsDegradedWhenNobodyElseAnswered() {
    // Given
    decided(decision(Status.FINAL, "good", "primary", TierKind.MODEL, true, null, 600, UNSURE));

    // When
    String why = Story.of(trail).whyNotTheFirstModel();

    // Then
    assertThat(why).endsWith("so the policy let its answer stand, degraded.");
  }

  @Test
  void shouldTellATierThatWasPassedByFromOneThatFailed() {
    // Given
    Attempt passedBy =
        Attempt.skipped("primary", TierKind.MODEL, Reason.BREAKER_OPEN, "3 hung calls", at(1));
    decided(decision(Status.REJECTED, null, "primary", TierKind.MODEL, true, null, 1, passedBy));

    // When
    String why = Story.of(trail).whyNotTheFirstModel();

    // Then
    assertThat(why)
        .isEqualTo(
            "primary was not asked, because it is not asked for the moment, because it failed or"
                + " hung (3 hung calls) [BREAKER_OPEN]. No other tier could answer, so the request"
                + " was rejected.");
  }

  @Test
  void shouldGiveTheCauseOfADeadLetter() {
    // Given
    trail
        .refusals()
        .add(
            found(
                "dead-letters",
                1,
                new Trail.Refused(
                    "UNDECODABLE",
                    "the value cannot be read with its schema",
                    SOURCE,
                    null,
                    "primary.ingest",
                    at(1))));

    // When
    Story story = Story.of(trail);

    // Then
    assertThat(story.state()).isEqualTo(State.DEAD_LETTERED);
    assertThat(story.whyNotTheFirstModel())
        .isEqualTo(
            "it was never asked: primary.ingest set the request aside as a dead letter,"
                + " because the value cannot be read with its schema [UNDECODABLE].");
  }

  @Test
  void shouldNotTakeARefusedVerdictForARefusedRequest() {
    // Given
    trail
        .tasks()
        .add(found("reviews", 1, Examples.task("t", 5, 600, false, new Features(Map.of()))));
    trail
        .refusals()
        .add(
            found(
                "dead-letters",
                1,
                new Trail.Refused(
                    "REFUSED_VERDICT",
                    "the verdict was refused",
                    new SourcePosition("verdicts", 0, 1),
                    null,
                    "review.resolve",
                    at(9))));

    // When
    Story story = Story.of(trail);

    // Then
    assertThat(story.state()).isEqualTo(State.IN_REVIEW);
    assertThat(story.whyNotTheFirstModel()).endsWith("A person is asked now.");
  }

  @Test
  void shouldPutTheRequestFirstEvenWhenItsProducersClockIsAhead() {
    // Given
    Trail ahead = Trail.empty("r-1");
    ahead.requests().add(new Trail.Located<>(SOURCE, at(9_999), request()));
    Attempt early = model("primary", 0.93, null, -60);
    ahead
        .decisions()
        .add(
            found(
                "decisions",
                1,
                decision(
                    Status.FINAL, "good", "primary", TierKind.MODEL, false, null, -60, early)));

    // When
    Story story = Story.of(ahead);

    // Then
    assertThat(kinds(story)).containsExactly(Kind.RECEIVED, Kind.ATTEMPT, Kind.DECISION);
  }

  @Test
  void shouldSayThatNothingWasTriedYet() {
    // Given
    trail.requests().add(new Trail.Located<>(SOURCE, T, request()));

    // When
    Story story = Story.of(trail);

    // Then
    assertThat(story.state()).isEqualTo(State.UNDER_WAY);
    assertThat(story.whyNotTheFirstModel()).startsWith("nothing was tried yet");
  }

  private void decided(dev.backstop.domain.Decision decision) {
    trail.decisions().add(found("decisions", trail.decisions().size(), decision));
  }

  private static List<Kind> kinds(Story story) {
    return story.lines().stream().map(Story.Line::kind).toList();
  }
}
