package dev.backstop.topology.emit;

import dev.backstop.decision.Emission;
import dev.backstop.decision.Labelling;
import dev.backstop.decision.Passing;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.Drill;
import dev.backstop.domain.LabelledExample;
import dev.backstop.domain.RawRecord;
import dev.backstop.registry.WireCodec;
import dev.backstop.telemetry.CandidateMeters;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.telemetry.Telemetry.PanelResult;
import dev.backstop.topology.names.Header;
import dev.backstop.topology.names.Node;
import dev.backstop.topology.names.Role;
import dev.backstop.topology.names.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Writes what leaves: encodes it, checks its size, gives it its lineage and sends it to its topic.
 *
 * <p>A record that would be too large for the broker becomes a dead letter here; the producer would
 * fail the whole transaction, again and again.
 */
public final class EmitStage
    extends ContextualProcessor<String, Passing, String, byte @Nullable []> {

  /**
   * What the stage needs to know.
   *
   * @param prefix of the topics' names
   * @param maxRecordBytes the most a record may have, headers included
   */
  public record Settings(Role role, String applicationId, String prefix, int maxRecordBytes) {}

  /**
   * Headers of a record with a short key are smaller than this: what they say is of bounded size.
   */
  private static final int SMALL_HEADERS = 64 * 1024;

  private static final int SHORT_KEY = 1024;

  private final Settings settings;

  /** The nodes that write the topics. */
  private final Map<Topic, String> nodes = new EnumMap<>(Topic.class);

  private final WireCodec.Factory codecs;
  private final InstantSource clock;
  private final Telemetry telemetry;
  private final ShadowNet net;
  private @Nullable Encoding encoding;

  private EmitStage(
      Settings settings, WireCodec.Factory codecs, InstantSource clock, Telemetry telemetry) {
    this.settings = settings;
    this.codecs = codecs;
    this.clock = clock;
    this.telemetry = telemetry;
    this.net = new ShadowNet(telemetry.candidates());
    for (Topic topic : Topic.values()) {
      nodes.put(topic, settings.role().node(Node.to(topic)));
    }
  }

  public static ProcessorSupplier<String, Passing, String, byte @Nullable []> supplier(
      Settings settings, WireCodec.Factory codecs, InstantSource clock, Telemetry telemetry) {
    return () -> new EmitStage(settings, codecs, clock, telemetry);
  }

  @Override
  public void init(ProcessorContext<String, byte @Nullable []> context) {
    super.init(context);
    encoding = new Encoding(settings, codecs.create(), clock);
  }

  @Override
  public void process(Record<String, Passing> record) {
    if (!(record.value() instanceof Emission made)) {
      throw new IllegalStateException("only emissions leave");
    }
    Emission emission = DrillFence.around(record.key(), made, record.headers());
    if (emission == null) {
      return;
    }
    if (emission instanceof Emission.Rerouted rerouted) {
      reroute(record.key(), rerouted);
      return;
    }
    if (emission instanceof Emission.Asked asked && asked.provisional().isPresent()) {
      // All or nothing: a provisional decision without its review would never become final.
      Encoded decision = encode(new Emission.Decided(asked.provisional().get()), record.headers());
      Encoded task = encode(new Emission.Asked(asked.task(), Optional.empty()), record.headers());
      Encoded large = isTooLarge(record.key(), decision) ? decision : task;
      if (isTooLarge(record.key(), large)) {
        refuse(record.key(), large);
      } else {
        send(record.key(), decision);
        send(record.key(), task);
      }
      return;
    }
    if (emission instanceof Emission.Decided decided && decided.panel().isPresent()) {
      Encoded decision = encode(new Emission.Decided(decided.decision()), record.headers());
      Encoded question = encode(new Emission.Audited(decided.panel().get()), record.headers());
      if (isTooLarge(record.key(), decision)) {
        refuse(record.key(), decision);
      } else {
        send(record.key(), decision);
        send(record.key(), smaller(record.key(), question));
      }
      return;
    }
    if (emission instanceof Emission.Forgotten forgotten) {
      boolean breaker = forgotten.known() == Emission.Forgotten.Known.BREAKER;
      Topic topic = breaker ? Topic.TIER_STATUS : Topic.EVIDENCE;
      send(topic, record.key(), null, new RecordHeaders());
      return;
    }
    if (emission instanceof Emission.Shadowed shadowed) {
      shadow(record.key(), shadowed, record.headers());
      return;
    }
    Encoded one = smaller(record.key(), encode(emission, record.headers()));
    if (isTooLarge(record.key(), one)) {
      refuse(record.key(), one);
    } else {
      send(record.key(), one);
    }
  }

  private void shadow(String key, Emission.Shadowed shadowed, Headers carried) {
    Encoded question =
        net.made(shadowed.request(), () -> encode(shadowed, carried), clock.millis());
    if (question != null && isTooLarge(key, question)) {
      telemetry.candidates().asked(shadowed.request(), CandidateMeters.Result.TOO_LARGE);
    } else if (question != null) {
      send(key, question);
    }
  }

  @Override
  public void close() {
    if (encoding != null) {
      encoding.close();
    }
  }

  /**
   * A decision does not depend on what stands beside it: a question that is too large is not asked,
   * and a label that is leaves without the features.
   */
  private Encoded smaller(String key, Encoded one) {
    if (one.emission() instanceof Emission.Audited audited && isTooLarge(key, one)) {
      telemetry.panel(PanelResult.DRAWN);
      return label(Labelling.unasked(audited.task(), now()));
    }
    return one.emission() instanceof Emission.Labelled labelled && isTooLarge(key, one)
        ? label(labelled.example().withoutFeatures())
        : one;
  }

  private Encoded label(LabelledExample example) {
    return encode(new Emission.Labelled(example), new RecordHeaders());
  }

  private Encoded encode(Emission emission, Headers carried) {
    if (encoding == null) {
      throw new IllegalStateException("used before init()");
    }
    return encoding.encode(emission, carried);
  }

  private boolean isTooLarge(String key, Encoded record) {
    // Headers are counted where they can matter, not for each record.
    boolean clearlySmall =
        key.length() <= SHORT_KEY
            && record.value().length + SMALL_HEADERS <= settings.maxRecordBytes();
    return !clearlySmall && record.size(key) > settings.maxRecordBytes();
  }

  private void refuse(String key, Encoded large) {
    send(key, encode(new Emission.Dropped(oversized(key, large)), new RecordHeaders()));
  }

  private void send(String key, Encoded record) {
    send(record.topic(), key, record.value(), record.headers());
    if (Drill.owns(key)) {
      telemetry.drills().left(record.emission());
    } else {
      count(record.emission());
    }
  }

  private void reroute(String key, Emission.Rerouted rerouted) {
    RecordHeaders headers = new RecordHeaders();
    for (String carried : Header.CARRIED) {
      byte[] value = rerouted.record().headers().get(carried);
      if (value != null && value.length <= Header.CARRIED_MOST_BYTES) {
        headers.add(carried, value);
      }
    }
    byte[] drill = rerouted.record().headers().get(Header.DRILL);
    if (drill != null) {
      headers.add(Header.DRILL, drill);
    }
    headers.add(Header.REROUTED, "true".getBytes(StandardCharsets.UTF_8));
    Topic topic =
        rerouted.kind() == Emission.Rerouted.Kind.REQUEST ? Topic.REQUESTS : Topic.VERDICTS;
    send(topic, key, rerouted.record().value(), headers);
  }

  private void count(Emission emission) {
    if (emission instanceof Emission.Decided decided) {
      telemetry.decided(decided.decision());
    } else if (emission instanceof Emission.Escalated escalated) {
      telemetry.escalated(escalated.to().name());
    } else if (emission instanceof Emission.Asked asked) {
      telemetry.reviewOpened();
      if (asked.task().onPanel()) {
        telemetry.panel(PanelResult.DRAWN);
      }
    } else if (emission instanceof Emission.Audited) {
      telemetry.panel(PanelResult.DRAWN);
    } else if (emission instanceof Emission.Labelled labelled) {
      telemetry.labelled(labelled.example());
    } else if (emission instanceof Emission.Dropped dropped) {
      telemetry.deadLettered(dropped.letter().record().source().topic(), dropped.letter().cause());
    }
  }

  private DeadLetter oversized(String key, Encoded record) {
    return new DeadLetter(
        DeadLetter.Cause.OVERSIZED,
        "the record for topic "
            + record.topic().with(settings.prefix())
            + " made of this request has "
            + record.size(key)
            + " bytes; at most "
            + settings.maxRecordBytes()
            + " can be sent. The value here is the beginning of that record; the request itself is at the source position.",
        new RawRecord(
            record.emission().source(),
            now(),
            key.getBytes(StandardCharsets.UTF_8),
            record.value(),
            Map.of()),
        key,
        null,
        settings.role().node(Node.EMIT),
        now());
  }

  private void send(Topic topic, String key, byte @Nullable [] value, Headers headers) {
    context().forward(new Record<>(key, value, clock.millis(), headers), nodes.get(topic));
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
