package dev.backstop.topology.read;

import dev.backstop.control.ControlBoard;
import dev.backstop.decision.Case;
import dev.backstop.decision.Passing;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.Memo;
import dev.backstop.domain.RawRecord;
import dev.backstop.guard.AnswerReport;
import dev.backstop.guard.InputReport;
import dev.backstop.incident.TrafficReport;
import dev.backstop.policy.Policies;
import dev.backstop.registry.BreakerMapper;
import dev.backstop.registry.CandidateMapper;
import dev.backstop.registry.InputMapper;
import dev.backstop.registry.LabelMapper;
import dev.backstop.registry.RequestMapper;
import dev.backstop.registry.ReviewMapper;
import dev.backstop.registry.TrafficMapper;
import dev.backstop.registry.WireCodec;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.Escalation;
import dev.backstop.v1.LabelledExample;
import dev.backstop.v1.ModelComparison;
import dev.backstop.v1.ModelHealth;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.ReviewVerdict;
import dev.backstop.v1.ShadowRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Reads the records of one input topic: from bytes to a value, or to what is wrong with them. */
public final class RecordReader {

  /** What is read from a topic, and how it becomes a value. */
  private record Kind<T extends SpecificRecord>(
      Class<T> type, Function<T, String> requestId, BiFunction<T, RawRecord, Input> value) {}

  private static final int ID_MOST_BYTES = 256;

  private final Topic topic;
  private final Kind<?> kind;
  private final int maxBytes;
  private final Policies policies;
  private final ControlBoard controls;

  private RecordReader(
      Topic topic, Kind<?> kind, int maxBytes, Policies policies, ControlBoard controls) {
    this.topic = topic;
    this.kind = kind;
    this.maxBytes = maxBytes;
    this.policies = policies;
    this.controls = controls;
  }

  /**
   * Readers by the topics' full names.
   *
   * @param prefix of the topics' names
   * @param maxBytes larger values are set aside, so that what is made of them still fits into a
   *     record
   * @param drills says which records are a drill's
   */
  public static Map<String, RecordReader> of(
      Iterable<Topic> topics,
      String prefix,
      int maxBytes,
      Policies policies,
      ControlBoard controls,
      DrillGate drills) {
    Map<String, RecordReader> byName = new HashMap<>();
    for (Topic topic : topics) {
      byName.put(topic.with(prefix), of(topic, maxBytes, policies, controls, drills));
    }
    return byName;
  }

  private static RecordReader of(
      Topic topic, int maxBytes, Policies policies, ControlBoard controls, DrillGate drills) {
    Cases cases = new Cases(policies, controls, drills);
    Kind<?> kind =
        switch (topic) {
          case REQUESTS ->
              new Kind<>(
                  PredictionRequest.class,
                  PredictionRequest::getRequestId,
                  (request, raw) -> cases.opened(RequestMapper.fromAvro(request), raw));
          case SECONDARY ->
              new Kind<>(
                  Escalation.class,
                  escalation -> escalation.getRequest().getRequestId(),
                  cases::continued);
          case REVIEWS ->
              new Kind<>(
                  ReviewTask.class,
                  ReviewTask::getRequestId,
                  (task, raw) ->
                      good(
                          task.getRequestId(),
                          new Passing.TaskRead(ReviewMapper.fromAvro(task), raw)));
          case VERDICTS ->
              new Kind<>(
                  ReviewVerdict.class,
                  ReviewVerdict::getRequestId,
                  (verdict, raw) ->
                      good(
                          verdict.getRequestId(),
                          new Passing.VerdictRead(ReviewMapper.fromAvro(verdict), raw)));
          case SHADOW ->
              new Kind<>(
                  ShadowRequest.class,
                  ShadowRequest::getRequestId,
                  (shadow, raw) ->
                      good(
                          shadow.getRequestId(),
                          new Passing.ShadowRead(CandidateMapper.fromAvro(shadow))));
          case FEEDBACK ->
              new Kind<>(
                  LabelledExample.class,
                  LabelledExample::getRequestId,
                  (label, raw) ->
                      good(
                          label.getRequestId(),
                          new Passing.LabelRead(LabelMapper.fromAvro(label))));
          case COMPARISONS ->
              new Kind<>(
                  ModelComparison.class,
                  CandidateMapper::idOf,
                  (comparison, raw) ->
                      good(
                          CandidateMapper.idOf(comparison),
                          new Passing.ComparisonRead(CandidateMapper.fromAvro(comparison))));
          case HEALTH ->
              new Kind<>(
                  ModelHealth.class,
                  BreakerMapper::keyOf,
                  (health, raw) -> good(BreakerMapper.keyOf(health), health(health)));
          case DECISIONS,
              DEAD_LETTERS,
              AUDIT,
              POLICIES,
              CONTROLS,
              TIER_STATUS,
              EVIDENCE,
              INCIDENTS,
              PLAYBOOK_RUNS ->
              throw new IllegalArgumentException(topic + " is not an input");
        };
    return new RecordReader(topic, kind, maxBytes, policies, controls);
  }

  public boolean isRequest() {
    return topic == Topic.REQUESTS;
  }

  /**
   * Whether the next step needs the record's headers: a refused verdict becomes a dead letter after
   * this stage.
   */
  public boolean keepsHeaders() {
    return topic == Topic.VERDICTS;
  }

  /**
   * What the record says.
   *
   * @throws dev.backstop.registry.RegistryUnavailableException if its schema cannot be had now
   */
  public Input read(RawRecord raw, WireCodec codec) {
    byte[] value = raw.value();
    if (value == null) {
      return Input.bad(DeadLetter.Cause.EMPTY, "the record has no value");
    }
    if (value.length > maxBytes) {
      return Input.bad(
          DeadLetter.Cause.OVERSIZED,
          "the value has " + value.length + " bytes; at most " + maxBytes + " are taken");
    }
    byte[] key = raw.key();
    if (key == null) {
      return Input.bad(
          DeadLetter.Cause.KEY_MISMATCH,
          "the record has no key; it must be the request id in UTF-8");
    }
    return read(kind, key, value, raw, codec);
  }

  /**
   * What has changed since the case was read: the policy that governs it, or what operators want.
   * Null if nothing has.
   */
  public Memo.@Nullable Use changedSince(Case on) {
    if (!isGovernedAsBefore(on)) {
      return Memo.Use.POLICY_CHANGED;
    }
    return controls
                .current()
                .forDomain(on.request().domain(), on.policy().domain())
                .equals(on.switches())
            && controls.rulings() == on.rulings()
            && controls.breakers() == on.breakers()
        ? null
        : Memo.Use.CONTROL_CHANGED;
  }

  private boolean isGovernedAsBefore(Case on) {
    String domain = on.request().domain();
    return isRequest()
        ? policies.stillGoverns(on.policy(), domain)
        : policies
            .toContinue(on.policy().ref(), domain)
            .filter(policy -> policy.ref().equals(on.policy().ref()))
            .isPresent();
  }

  private static <T extends SpecificRecord> Input read(
      Kind<T> kind, byte[] key, byte[] value, RawRecord raw, WireCodec codec) {
    WireCodec.Decoded<T> decoded = codec.decode(raw.source().topic(), value, kind.type());
    if (decoded instanceof WireCodec.Unreadable<T> unreadable) {
      DeadLetter.Cause cause =
          unreadable.unknownSchema()
              ? DeadLetter.Cause.UNKNOWN_SCHEMA
              : DeadLetter.Cause.UNDECODABLE;
      return new Input.Bad(cause, unreadable.why(), null, unreadable.errorClass());
    }
    T record = ((WireCodec.Read<T>) decoded).record();
    String requestId;
    try {
      requestId = kind.requestId().apply(record);
    } catch (IllegalArgumentException e) {
      return contradictory(null, e);
    }
    byte[] id = requestId.getBytes(StandardCharsets.UTF_8);
    if (!isUsable(requestId, id)) {
      return Input.bad(
          DeadLetter.Cause.INVALID_RECORD,
          "the request id must have 1 to "
              + ID_MOST_BYTES
              + " bytes of UTF-8, none of them a control character");
    }
    if (!Arrays.equals(id, key)) {
      return new Input.Bad(
          DeadLetter.Cause.KEY_MISMATCH,
          "the record's key is not the request id in UTF-8",
          requestId,
          null);
    }
    try {
      return kind.value().apply(record, raw);
    } catch (IllegalArgumentException e) {
      return contradictory(requestId, e);
    }
  }

  private static Passing health(ModelHealth health) {
    TrafficReport traffic = TrafficMapper.fromAvro(health);
    if (traffic != null) {
      return new Passing.TrafficRead(traffic);
    }
    AnswerReport answer = BreakerMapper.answerFromAvro(health);
    InputReport inputs = InputMapper.fromAvro(health);
    return answer != null
        ? new Passing.AnswerRead(answer)
        : inputs != null
            ? new Passing.InputsRead(inputs)
            : new Passing.HealthRead(BreakerMapper.fromAvro(health));
  }

  private static Input contradictory(@Nullable String requestId, IllegalArgumentException e) {
    return new Input.Bad(
        DeadLetter.Cause.INVALID_RECORD,
        "the record contradicts itself, or holds a symbol that this release does not know",
        requestId,
        e.getClass().getName());
  }

  /** Ids are keys, header values and parts of other keys. */
  private static boolean isUsable(String requestId, byte[] utf8) {
    if (requestId.isBlank() || utf8.length > ID_MOST_BYTES) {
      return false;
    }
    for (int i = 0; i < requestId.length(); i++) {
      if (Character.isISOControl(requestId.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static Input good(String requestId, Passing value) {
    return new Input.Good(requestId, value);
  }
}
