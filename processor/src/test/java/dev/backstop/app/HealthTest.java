package dev.backstop.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.ConfigLoader;
import dev.backstop.model.Models;
import dev.backstop.policy.Policies;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HealthTest {

  private static final Set<KafkaStreams.State> DEAD =
      EnumSet.of(
          KafkaStreams.State.ERROR,
          KafkaStreams.State.PENDING_ERROR,
          KafkaStreams.State.NOT_RUNNING,
          KafkaStreams.State.PENDING_SHUTDOWN);

  @ParameterizedTest
  @EnumSource
  void shouldLiveUnlessTheProcessorFailedOrStopped(KafkaStreams.State state) {
    assertThat(health(state).live().up()).isEqualTo(!DEAD.contains(state));
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotBeReadyWithoutARegistry(KafkaStreams.State state) {
    Health.Report ready = health(state).ready();

    assertThat(ready.up()).isFalse();
    assertThat(ready.details().get("registry")).contains("http://127.0.0.1:1 does not answer");
  }

  private static Health health(KafkaStreams.State state) {
    RegistryProbe registry =
        new RegistryProbe(
            ConfigLoader.load(
                null,
                Map.of(
                    "BACKSTOP_KAFKA_BOOTSTRAP_SERVERS",
                    "b:1",
                    "BACKSTOP_REGISTRY_URL",
                    "http://127.0.0.1:1")));
    return new Health(
        () -> state,
        new Policies(List.of()),
        new Models(List.of()),
        registry,
        Map::of,
        Map::of,
        false);
  }
}
