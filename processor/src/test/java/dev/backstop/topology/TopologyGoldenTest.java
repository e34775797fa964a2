package dev.backstop.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.control.ControlBoard;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.names.Role;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The shape of the topology is public API: the names of its stores are those of the changelog
 * topics of every running instance.
 *
 * <p>To change it on purpose: run this test with {@code -Dgolden.write=true}, look at the
 * difference, and say in CHANGELOG.md how a running application gets there. Adding a node or a
 * topic is safe in a rolling restart. Renaming or removing a store loses its state: drain the
 * reviews first (no pending ones), or give the application a new id. Numbers of sub-topologies
 * change when a part is added before another; stores have explicit names so that this moves no
 * state.
 */
class TopologyGoldenTest {

  @ParameterizedTest
  @EnumSource
  void shouldHaveTheShapeThatIsDeployed(Role role) throws IOException {
    InMemoryAvroTopology topology = new InMemoryAvroTopology(role);

    String description = topology.describe();

    Path golden =
        Path.of(
            "src/test/resources/golden/topology-" + role.name().toLowerCase(Locale.ROOT) + ".txt");
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, description);
    }
    assertThat(description).isEqualTo(Files.readString(golden));
  }

  private record InMemoryAvroTopology(Role role) {
    String describe() {
      return new FallbackTopology(
              TopologyHarness.settings(role),
              TopologyHarness.policies(TopologyHarness.POLICY),
              new ControlBoard(),
              new ScriptedModels().models(),
              new dev.backstop.registry.InMemoryAvro().codecs(),
              java.time.InstantSource.system(),
              new Telemetry(new SimpleMeterRegistry()))
          .build(
              (key, value, at) -> {},
              (key, value, at) -> {},
              (key, value, at) -> {},
              (key, value, at) -> {})
          .describe()
          .toString();
    }
  }
}
