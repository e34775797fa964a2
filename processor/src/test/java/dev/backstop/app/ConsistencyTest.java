package dev.backstop.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.BackstopConfig;
import dev.backstop.config.ConfigLoader;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.PolicyRef;
import dev.backstop.policy.OnTimeout;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsistencyTest {

  @Test
  void shouldAcceptBudgetsThatFitIntoATransaction() {
    // 1 s + 2 s for the batches, and (1 s + 2 s) for each of two partitions: 9 s of 10.
    assertThat(problems(Map.of("BACKSTOP_KAFKA_NUM_STREAM_THREADS", "2"), 4)).isEmpty();
  }

  @Test
  void shouldRefuseBudgetsThatOutliveATransaction() {
    // One partition more a thread: 12 s.
    assertThat(problems(Map.of("BACKSTOP_KAFKA_NUM_STREAM_THREADS", "2"), 6))
        .singleElement()
        .asString()
        .contains("12000 ms", "3 partitions", "10000 ms", "kafka.num.stream.threads");
  }

  @Test
  void shouldCountOnlyTheTiersOfTheInstancesPart() {
    // 2 s for a batch, and 2 s for each of three partitions: 8 s.
    assertThat(
            problems(
                Map.of("BACKSTOP_KAFKA_NUM_STREAM_THREADS", "2", "BACKSTOP_ROLE", "secondary"), 6))
        .isEmpty();
  }

  @Test
  void shouldHeedATransactionTimeoutOfTheUsers() {
    assertThat(
            problems(
                Map.of(
                    "BACKSTOP_KAFKA_NUM_STREAM_THREADS",
                    "2",
                    "BACKSTOP_KAFKA_PRODUCER_TRANSACTION_TIMEOUT_MS",
                    "20000"),
                6))
        .isEmpty();
  }

  @Test
  void shouldRefuseAWindowInWhichARequestIsStillOpen() {
    assertThat(
            problems(
                Map.of(
                    "BACKSTOP_KAFKA_NUM_STREAM_THREADS", "2", "BACKSTOP_DUPLICATES_WINDOW", "30m"),
                4))
        .singleElement()
        .asString()
        .contains("'duplicates.window'", "PT30M", "PT1H");
  }

  @Test
  void shouldRefuseAWindowInWhichTheMarkOfADrillCouldBePlayedAgain() {
    // Given
    Map<String, String> oneHour =
        Map.of("BACKSTOP_KAFKA_NUM_STREAM_THREADS", "2", "BACKSTOP_DUPLICATES_WINDOW", "1h");
    Map<String, String> withDrills = new HashMap<>(oneHour);
    withDrills.put("BACKSTOP_DRILL_TRUSTED_KEYS", "olga.pub.pem");
    // Then
    assertThat(problems(oneHour, 4)).isEmpty();
    assertThat(problems(withDrills, 4))
        .singleElement()
        .asString()
        .contains("'duplicates.window' is PT1H", "'drill.trusted.keys'");
  }

  @Test
  void shouldRefuseMoreThreadsThanWorkers() {
    assertThat(
            problems(
                Map.of("BACKSTOP_KAFKA_NUM_STREAM_THREADS", "2", "BACKSTOP_MODELS_WORKERS", "1"),
                4))
        .singleElement()
        .asString()
        .contains("'models.workers' is 1", "which is 2");
  }

  private static List<String> problems(Map<String, String> settings, int partitions) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("BACKSTOP_KAFKA_BOOTSTRAP_SERVERS", "b:1");
    all.put("BACKSTOP_REGISTRY_URL", "http://127.0.0.1:1");
    all.putIfAbsent("BACKSTOP_MODELS_WORKERS", "2");
    BackstopConfig config = ConfigLoader.load(null, all);
    return Consistency.problems(config, policies(), partitions);
  }

  private static Policies policies() {
    return new Policies(
        List.of(
            new Policy(
                new PolicyRef("p", "1", "0"),
                "d",
                Duration.ofHours(1),
                List.of(
                    new Tier.Model("a", "fast", 0.9, Duration.ofSeconds(1), true),
                    new Tier.Model("b", "slow", 0.9, Duration.ofSeconds(2), true),
                    new Tier.Default("c", "maybe")),
                OnReview.WAIT,
                OnTimeout.DEFAULT,
                Map.of())));
  }
}
