package dev.backstop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backstop.guard.BreakerTerms;
import dev.backstop.guard.ReturnTest;
import dev.backstop.guard.RiskTerms;
import dev.backstop.policy.BreakerRules;
import dev.backstop.policy.Policy;
import dev.backstop.policy.PolicyDiff;
import dev.backstop.policy.PolicyLint;
import dev.backstop.policy.QualityRules;
import dev.backstop.yaml.Problems;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QualityReaderTest {

  private static final String POLICY =
      """
      format: backstop-policy/1
      name: p
      version: 1.0.0
      domain: d
      owner: o
      deadline: 1h
      ladder:
        - {tier: a, kind: model, model: m, threshold: 0.5, budget: 10ms}
        - {tier: b, kind: human, labels: [x, y], takeWithin: 1m, finishWithin: 2m}
        - {tier: c, kind: default, label: x}
      """;

  private final Problems problems = new Problems();

  @Test
  void shouldTakeNoModelOutForWrongAnswersWhereNothingIsSaid() {
    assertThat(read("")).isNull();
    assertThat(read("breaker: {minimumCalls: 60}")).isNull();
    assertThat(BreakerTerms.of(rules("")).answers()).isEqualTo(ReturnTest.USUAL);
  }

  @Test
  void shouldWatchByTheUsualTermsWhereNoMoreThanTheTolerableShareIsNamed() {
    QualityRules rules = read("breaker: {quality: {tolerable: 0.02}}");

    assertThat(rules).isEqualTo(QualityRules.of(.02));
    assertThat(RiskTerms.of(rules)).isEqualTo(RiskTerms.usual(.02));
    assertThat(rules.returned().sound()).isEqualTo(.02);
    assertThat(rules.returned().broken()).isCloseTo(.0926, within(.0001));
  }

  @Test
  void shouldLookOnlyForChangesThatThereCanBeWhereMuchIsTolerable() {
    QualityRules rules = read("breaker: {quality: {tolerable: 0.4}}");

    assertThat(RiskTerms.of(rules).multiples()).containsExactly(1.5, 2.0);
    assertThat(BreakerTerms.of(rules("breaker: {quality: {tolerable: 0.4}}")).answers().broken())
        .isCloseTo(.769, within(.001));
  }

  @Test
  void shouldReadEveryTermAndTestAnswersByThem() {
    String all =
        """
        breaker:
          quality:
            tolerable: 0.1
            alarm: 500
            recent: 20
            lasting: 100
            doubt: 0.05
            return: {sound: 0.05, broken: 0.2, pass: 20, fail: 0.001}
        """;

    assertThat(read(all))
        .isEqualTo(
            new QualityRules(.1, 500, 20, 100, .05, new BreakerRules.Return(.05, .2, 20, .001)));
    assertThat(BreakerTerms.of(rules(all)).answers()).isEqualTo(new ReturnTest(.05, .2, 20, .001));
    assertThat(BreakerTerms.of(rules(all)).calls()).isEqualTo(ReturnTest.USUAL);
  }

  @Test
  void shouldTellEveryProblemWithItsPlace() {
    parse(
        """
        breaker:
          quality:
            tolerable: 0.6
            alarm: 1
            recent: 30
            lasting: 20
            doubt: 1
            half: open
            return: {sound: 0, coin: 1}
        """);
    parse("breaker: {quality: {recent: 0}}");

    assertThat(problems.all())
        .anySatisfy(one -> assertThat(one).contains(":13:", "'breaker.quality.tolerable' must be"))
        .anySatisfy(one -> assertThat(one).contains(":14:", "'breaker.quality.alarm' must be"))
        .anySatisfy(one -> assertThat(one).contains(":16:", "'breaker.quality.lasting' must fit"))
        .anySatisfy(one -> assertThat(one).contains(":17:", "'breaker.quality.doubt' must be"))
        .anySatisfy(one -> assertThat(one).contains("unknown key 'breaker.quality.half'"))
        .anySatisfy(one -> assertThat(one).contains("'breaker.quality.return.sound' must be"))
        .anySatisfy(one -> assertThat(one).contains("unknown key 'breaker.quality.return.coin'"))
        .anySatisfy(one -> assertThat(one).contains("'breaker.quality.tolerable' is missing"))
        .anySatisfy(one -> assertThat(one).contains("'breaker.quality.recent' must be 1 or more"));
  }

  @Test
  void shouldRemarkThatThereIsNothingToGoBy() {
    String quality = "breaker: {quality: {tolerable: 0.02}}\n";

    assertThat(PolicyLint.remarks(parse(quality).orElseThrow()))
        .anySatisfy(
            remark -> assertThat(remark).startsWith("'breaker.quality' goes by the labels"));
    assertThat(
            PolicyLint.remarks(
                parse(quality + "audit: {rate: 0.02, salt: s, epoch: 1}").orElseThrow()))
        .noneSatisfy(remark -> assertThat(remark).contains("breaker.quality"));
  }

  @Test
  void shouldTellAChangeInWords() {
    List<String> changes =
        PolicyDiff.between(
            parse("breaker: {quality: {tolerable: 0.02}}").orElseThrow(), parse("").orElseThrow());

    assertThat(changes)
        .anySatisfy(
            change ->
                assertThat(change)
                    .startsWith(
                        "of a model's answers may be wrong any share instead of 0.02 (alarm at"));
  }

  private QualityRules read(String breaker) {
    return rules(breaker).quality();
  }

  private BreakerRules rules(String breaker) {
    return parse(breaker).orElseThrow().charter().breaker();
  }

  private Optional<Policy> parse(String breaker) {
    return PolicyReader.parse(
        "p.yaml", (POLICY + breaker).getBytes(StandardCharsets.UTF_8), problems);
  }
}
