package dev.backstop.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.PolicyTexts;
import dev.backstop.policy.Policy;
import dev.backstop.topology.names.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicPlanTest {

  private static final int RECORD = 1_000_000;
  private static final WantedTopic REQUESTS = new WantedTopic(Topic.REQUESTS, "b.requests", RECORD);
  private static final WantedTopic DECISIONS =
      new WantedTopic(Topic.DECISIONS, "b.decisions", RECORD);
  private static final WantedTopic POLICIES = new WantedTopic(Topic.POLICIES, "b.policies", RECORD);
  private static final List<WantedTopic> WANTED = List.of(REQUESTS, DECISIONS, POLICIES);

  @Test
  void shouldFindNothingWhenAllIsAsItShouldBe() {
    // Given
    Cluster cluster =
        cluster(2, found("b.requests", 6), found("b.decisions", 6), compacted("b.policies", 1));

    // When
    List<Finding> findings = TopicPlan.check(WANTED, cluster);

    // Then
    assertThat(findings).isEmpty();
  }

  @Test
  void shouldFindTheTopicsThatKeepFeaturesLongerThanAPolicyAllows() {
    // Given
    Policy policy =
        PolicyTexts.policy(
            """
            format: backstop-policy/1
            name: p
            version: 1.0.0
            domain: d
            owner: o
            deadline: 1h
            features:
              amount: {type: NUMBER, retention: 30d}
              diagnosis: {type: TEXT, retention: 7d}
            ladder:
              - {tier: c, kind: default, label: x}
            """);
    long week = 7L * 24 * 3_600 * 1_000;
    Cluster longer =
        cluster(2, kept("b.requests", week + 1), kept("b.decisions", -1), kept("b.policies", -1));
    Cluster forEver = cluster(2, kept("b.requests", -1));
    Cluster fitting = cluster(2, kept("b.requests", week));

    // Then
    assertThat(RetentionCheck.check(WANTED, longer, List.of(policy)))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.sentence())
                  .contains("topic b.requests keeps records for 604800001 ms", "p@1.0.0")
                  .endsWith("feature 'diagnosis' in them may be kept for 604800000 ms");
              assertThat(finding.remedy()).endsWith("retention.ms=604800000");
            });
    assertThat(RetentionCheck.check(WANTED, forEver, List.of(policy))).hasSize(1);
    assertThat(RetentionCheck.check(WANTED, fitting, List.of(policy))).isEmpty();
    assertThat(RetentionCheck.check(WANTED, forEver, List.of())).isEmpty();
  }

  private static FoundTopic kept(String name, long millis) {
    return new FoundTopic(name, 6, 1, Map.of("retention.ms", Long.toString(millis)));
  }

  @Test
  void shouldTellEveryProblemAtOnceWithTheCommandThatMendsIt() {
    // Given
    FoundTopic small = new FoundTopic("b.requests", 6, 1, Map.of("max.message.bytes", "500000"));
    Cluster cluster = cluster(1, small, found("b.decisions", 3), found("b.policies", 1));

    // When
    List<Finding> findings = TopicPlan.check(WANTED, cluster);

    // Then
    assertThat(findings)
        .extracting(finding -> finding.getClass().getSimpleName())
        .containsExactly(
            "MessagesTooSmall", "WrongCleanup", "UnequalPartitions", "OldTransactions");
    assertThat(findings)
        .extracting(Finding::remedy)
        .satisfiesExactly(
            remedy ->
                assertThat(remedy)
                    .isEqualTo(
                        "kafka-configs.sh --bootstrap-server h:1 --alter --entity-type topics"
                            + " --entity-name b.requests --add-config max.message.bytes=1000128"),
            remedy -> assertThat(remedy).contains("b.policies").endsWith("cleanup.policy=compact"),
            remedy ->
                assertThat(remedy)
                    .startsWith(
                        "kafka-topics.sh --bootstrap-server h:1 --alter --topic b.decisions"
                            + " --partitions 6"),
            remedy ->
                assertThat(remedy)
                    .isEqualTo(
                        "kafka-features.sh --bootstrap-server h:1 upgrade"
                            + " --feature transaction.version=2"));
  }

  @Test
  void shouldNameMissingTopics() {
    // When
    List<Finding> findings = TopicPlan.check(WANTED, cluster(2, compacted("b.policies", 1)));

    // Then
    assertThat(findings)
        .containsExactly(new Finding.Missing("b.requests"), new Finding.Missing("b.decisions"));
  }

  @Test
  void shouldRefuseCompactionOfKeyedTopics() {
    // Given
    Cluster cluster =
        cluster(2, compacted("b.requests", 1), found("b.decisions", 1), compacted("b.policies", 1));

    // When
    List<Finding> findings = TopicPlan.check(WANTED, cluster);

    // Then
    assertThat(findings)
        .containsExactly(new Finding.WrongCleanup("b.requests", "compact", "delete", "h:1"));
  }

  @Test
  void shouldNotCompareCompactedTopicsPartitions() {
    // When
    var partitions =
        TopicPlan.partitionsInPlace(
            WANTED, cluster(2, found("b.requests", 6), compacted("b.policies", 1)));

    // Then
    assertThat(partitions).hasValue(6);
  }

  @Test
  void shouldNotChooseBetweenUnequalPartitions() {
    // When
    var partitions =
        TopicPlan.partitionsInPlace(
            WANTED, cluster(2, found("b.requests", 6), found("b.decisions", 3)));

    // Then
    assertThat(partitions).isEmpty();
  }

  @Test
  void shouldMakeOnlyWhatIsMissing() {
    // When
    List<Creation> missing =
        TopicPlan.missing(WANTED, cluster(2, found("b.requests", 6)), 6, (short) 3);

    // Then
    assertThat(missing)
        .containsExactly(
            new Creation("b.decisions", 6, (short) 3, Map.of("cleanup.policy", "delete")),
            new Creation("b.policies", 1, (short) 3, Map.of("cleanup.policy", "compact")));
  }

  @Test
  void shouldRaiseTheBrokersLimitOnlyWhereRecordsNeedIt() {
    // When
    List<Creation> missing =
        TopicPlan.missing(
            List.of(new WantedTopic(Topic.REQUESTS, "b.requests", 2_000_000)),
            cluster(2),
            1,
            (short) -1);

    // Then
    assertThat(missing.get(0).settings()).containsEntry("max.message.bytes", "2000128");
  }

  private static Cluster cluster(int transactions, FoundTopic... topics) {
    Map<String, FoundTopic> byName = new HashMap<>();
    for (FoundTopic topic : topics) {
      byName.put(topic.name(), topic);
    }
    return new Cluster("h:1", transactions, byName);
  }

  private static FoundTopic found(String name, int partitions) {
    return new FoundTopic(
        name, partitions, 1, Map.of("cleanup.policy", "delete", "max.message.bytes", "1048588"));
  }

  private static FoundTopic compacted(String name, int partitions) {
    return new FoundTopic(name, partitions, 1, Map.of("cleanup.policy", "compact"));
  }
}
