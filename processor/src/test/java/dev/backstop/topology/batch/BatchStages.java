package dev.backstop.topology.batch;

import dev.backstop.control.ControlBoard;
import dev.backstop.model.Models;
import dev.backstop.policy.Policies;
import dev.backstop.registry.WireCodec;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.names.Topic;
import dev.backstop.topology.read.DrillGate;
import dev.backstop.topology.read.RecordReader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Stages that score ahead what is on the topic of requests. */
final class BatchStages {

  private BatchStages() {}

  static BatchStage over(
      Policies policies, Models models, WireCodec.Factory codecs, InstantSource clock) {
    Map<String, BatchStage.Served> topics = new HashMap<>();
    RecordReader.of(
            List.of(Topic.REQUESTS), "t.", 50_000, policies, new ControlBoard(), DrillGate.closed())
        .forEach(
            (topic, reader) -> topics.put(topic, new BatchStage.Served(reader, (on, t) -> true)));
    BatchStage stage = new BatchStage();
    stage.configure(
        Map.of(
            BatchStage.PLAN,
            new BatchStage.Plan(
                topics, models, codecs, clock, new Telemetry(new SimpleMeterRegistry()))));
    return stage;
  }
}
