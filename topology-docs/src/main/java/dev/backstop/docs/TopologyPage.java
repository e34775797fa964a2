package dev.backstop.docs;

import dev.backstop.control.ControlBoard;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.PolicyRef;
import dev.backstop.model.Models;
import dev.backstop.policy.OnTimeout;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import dev.backstop.registry.WireCodec;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.FallbackTopology;
import dev.backstop.topology.names.Node;
import dev.backstop.topology.names.Role;
import dev.backstop.topology.names.Store;
import dev.backstop.topology.resolve.ResolveStage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.streams.TopologyDescription;

/** The topology of each role, drawn from its own description. */
final class TopologyPage {

  private static final List<Role> PARTS =
      List.of(Role.PRIMARY, Role.SECONDARY, Role.REVIEW, Role.SHADOW, Role.GUARD);

  private TopologyPage() {}

  static Page page() {
    Markdown text =
        Markdown.titled("Topology")
            .paragraph(
                "One diagram for each part. An instance with the role `all` runs the five parts in"
                    + " one process; the topics between them are the same. A running instance shows"
                    + " its own description at `/topology` of the management port. Topics stand"
                    + " here without their prefix (`topics.prefix`). Boxes are processors, rounded"
                    + " boxes topics, cylinders state stores.");
    for (Role role : PARTS) {
      text.section("Role " + Markdown.code(role.name().toLowerCase(Locale.ROOT)))
          .fenced("mermaid", Flowchart.of(describe(role)));
    }
    List<List<String>> stores = new ArrayList<>();
    for (Store store :
        EnumSet.complementOf(
            EnumSet.of(Store.POLICIES, Store.CONTROLS, Store.RULINGS, Store.STANDINGS))) {
      stores.add(
          Markdown.cells(
              Markdown.code(store.storeName()),
              owner(store),
              store.description(),
              Markdown.code("<group>-" + store.storeName() + "-changelog")));
    }
    text.section("State stores")
        .paragraph(
            "All are persistent (RocksDB) and backed by a changelog topic. `<group>` is"
                + " `application.id`, and for an instance that runs one part alone"
                + " `application.id`, a dash and the role. Their names are part of the changelog"
                + " topics' names: renaming one loses its contents.")
        .table(List.of("store", "part", "what it holds", "changelog topic"), stores)
        .paragraph(
            "Beside them stand four global stores, in memory, on every instance that asks models: "
                + Markdown.code(Store.POLICIES.storeName())
                + ", "
                + Markdown.code(Store.CONTROLS.storeName())
                + ", "
                + Markdown.code(Store.RULINGS.storeName())
                + " and "
                + Markdown.code(Store.STANDINGS.storeName())
                + ", each its topic, whole. The nodes "
                + Markdown.code(Node.ADOPT)
                + ", "
                + Markdown.code(Node.ADOPT_CONTROLS)
                + ", "
                + Markdown.code(Node.ADOPT_EVIDENCE)
                + " and "
                + Markdown.code(Node.ADOPT_BREAKERS)
                + " fill them, and put policies in force and operators' switches, what was found"
                + " about candidates, and breakers on the board.");
    return new Page("topology.md", "the path of a record: nodes, topics, stores", text.toString());
  }

  /** The topology's own description, for a part; no broker, model or registry is needed for it. */
  static TopologyDescription describe(Role role) {
    Duration any = Duration.ofSeconds(1);
    FallbackTopology.Settings settings =
        new FallbackTopology.Settings(
            role, "backstop", "", any, 0, 1, 1, new ResolveStage.Settings(any, 1, any, any));
    Policy policy =
        new Policy(
            new PolicyRef("any", "0", "0"),
            Policy.ANY_DOMAIN,
            any,
            List.of(new Tier.Default("default", "none")),
            OnReview.WAIT,
            OnTimeout.DEFAULT,
            Map.of());
    WireCodec.Factory codecs =
        () ->
            new WireCodec(
                (topic, record) -> {
                  throw new IllegalStateException("nothing is written here");
                },
                (topic, bytes) -> {
                  throw new IllegalStateException("nothing is read here");
                });
    return new FallbackTopology(
            settings,
            new Policies(List.of(policy)),
            new ControlBoard(),
            new Models(List.of()),
            codecs,
            InstantSource.system(),
            new Telemetry(new SimpleMeterRegistry()))
        .build(
            (key, value, at) -> {},
            (key, value, at) -> {},
            (key, value, at) -> {},
            (key, value, at) -> {})
        .describe();
  }

  private static String owner(Store store) {
    for (Role role : PARTS) {
      if (Flowchart.stores(describe(role)).contains(store.storeName())) {
        return Markdown.code(role.name().toLowerCase(Locale.ROOT));
      }
    }
    return "none";
  }
}
