package dev.backstop.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.policy.Bounds;
import dev.backstop.policy.OverloadRules;
import dev.backstop.policy.Policy;
import dev.backstop.policy.PolicyDiff;
import dev.backstop.policy.PolicyLint;
import dev.backstop.policy.Tier;
import dev.backstop.yaml.Problems;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OverloadReaderTest {

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
        - {tier: b, kind: human, labels: [x, y], takeWithin: 1m, finishWithin: 10m}
        - {tier: c, kind: default, label: x}
      """;

  private final Problems problems = new Problems();

  @Test
  void shouldBoundNothingAndRetryATenthWhereNothingIsSaid() {
    Policy policy = parse(POLICY).orElseThrow();

    assertThat(policy.charter().overload()).isEqualTo(new OverloadRules(true, .5, .1, 10));
    assertThat(asking(policy).terms().bounds()).isEqualTo(Bounds.NONE);
    assertThat(human(policy).terms().bounds()).isEqualTo(Bounds.NONE);
  }

  @Test
  void shouldReadEveryTermAndBound() {
    Policy policy =
        parse(
                bounded("maxWait: 2s, concurrency: 3", "maxOpen: 500")
                    + "overload: {adaptive: false, shedFrom: 0.7, retryShare: 0, retriesSaved: 3}\n")
            .orElseThrow();

    assertThat(policy.charter().overload()).isEqualTo(new OverloadRules(false, .7, 0, 3));
    assertThat(asking(policy).terms().bounds())
        .isEqualTo(new Bounds(Duration.ofSeconds(2), 3, null));
    assertThat(human(policy).terms().bounds()).isEqualTo(new Bounds(null, null, 500));
  }

  @Test
  void shouldKeepATiersBoundsInASegment() {
    Policy policy =
        parse(
                bounded("maxWait: 2s", "maxOpen: 500")
                    + """
                      features: {n: {type: NUMBER}}
                      segments:
                        - {segment: s, when: features.n > 1, tiers: {a: {threshold: 0.9}, b: {priority: 1}}}
                      """)
            .orElseThrow();

    Policy segment = policy.segments().get(0).policy();
    assertThat(asking(segment).terms().bounds().maxWait()).isEqualTo(Duration.ofSeconds(2));
    assertThat(human(segment).terms().bounds().open()).isEqualTo(500);
  }

  @Test
  void shouldTellEveryProblemWithItsPlace() {
    parse(
        bounded("maxWait: 0s, concurrency: 0, maxOpen: 3", "maxOpen: 5, skipFor: []")
            + """
              overload:
                shedFrom: 0
                retryShare: 1.5
                retriesSaved: none
                queue: long
              """);

    assertThat(problems.all())
        .anySatisfy(one -> assertThat(one).contains(":8:", "maxWait' must be above 0"))
        .anySatisfy(one -> assertThat(one).contains(":8:", "concurrency' must be from 1"))
        .anySatisfy(one -> assertThat(one).contains(":8:", "unknown key", "maxOpen"))
        .anySatisfy(
            one -> assertThat(one).contains(":9:", "maxOpen' bounds a queue, but by 'skipFor'"))
        .anySatisfy(one -> assertThat(one).contains(":12:", "'overload.shedFrom' must be above"))
        .anySatisfy(one -> assertThat(one).contains(":13:", "'overload.retryShare' must be from"))
        .anySatisfy(one -> assertThat(one).contains(":14:", "'overload.retriesSaved' must be"))
        .anySatisfy(one -> assertThat(one).contains(":15:", "unknown key 'overload.queue'"));
  }

  @Test
  void shouldRemarkWhatBoundsNothing() {
    assertThat(remarks(bounded("maxWait: 1h", "maxOpen: 5")))
        .anySatisfy(remark -> assertThat(remark).contains("'maxWait' bounds nothing"));
    assertThat(remarks(POLICY + "overload: {shedFrom: 0.9}\n"))
        .anySatisfy(remark -> assertThat(remark).contains("'overload.shedFrom' has no effect"));
    assertThat(remarks(bounded("maxWait: 2s", "maxOpen: 5") + "overload: {shedFrom: 0.9}\n"))
        .noneSatisfy(remark -> assertThat(remark).contains("maxWait"));
  }

  @Test
  void shouldTellAChangeInWords() {
    assertThat(
            PolicyDiff.between(
                parse(POLICY).orElseThrow(),
                parse(
                        bounded("maxWait: 2s, concurrency: 3", "maxOpen: 5")
                            + "overload: {retryShare: 0}\n")
                    .orElseThrow()))
        .contains(
            "tier 'a': a request may wait for it 2 s instead of until its deadline",
            "tier 'a': calls under way at once: 3 instead of any number",
            "tier 'b': reviews open at once: 5 instead of any number")
        .anySatisfy(
            change ->
                assertThat(change).startsWith("under overload,").contains("0.0 of the calls"));
  }

  private static String bounded(String asking, String human) {
    return POLICY
        .replace("budget: 10ms}", "budget: 10ms, " + asking + "}")
        .replace("finishWithin: 10m}", "finishWithin: 10m, " + human + "}");
  }

  private static Tier.Asking asking(Policy policy) {
    return (Tier.Asking) policy.ladder().get(0);
  }

  private static Tier.Human human(Policy policy) {
    return (Tier.Human) policy.ladder().get(1);
  }

  private List<String> remarks(String document) {
    return PolicyLint.remarks(parse(document).orElseThrow());
  }

  private Optional<Policy> parse(String document) {
    return PolicyReader.parse("p.yaml", document.getBytes(StandardCharsets.UTF_8), problems);
  }
}
