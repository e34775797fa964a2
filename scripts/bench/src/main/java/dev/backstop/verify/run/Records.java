package dev.backstop.verify.run;

import dev.backstop.topology.names.Topic;
import dev.backstop.v1.OnReview;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.verify.plan.Deadlines;
import dev.backstop.verify.plan.Planned;
import dev.backstop.verify.plan.Wish;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Makes the records of a plan. */
final class Records {
  private static final int NO_SUCH_SCHEMA = 987_654_321;

  /** More than {@code request.max.bytes}, and less than the broker takes. */
  private static final int OVERSIZED = 600_000;

  private final String topic;
  private final Wire wire;

  Records(String prefix, Wire wire) {
    this.topic = Topic.REQUESTS.with(prefix);
    this.wire = wire;
  }

  ProducerRecord<String, byte @Nullable []> of(Planned planned, Instant now) {
    return new ProducerRecord<>(topic, planned.key(), value(planned, now));
  }

  private byte @Nullable [] value(Planned planned, Instant now) {
    if (planned instanceof Planned.Question question) {
      return wire.encode(topic, request(question, now));
    } else if (planned instanceof Planned.Copy copy) {
      return wire.encode(topic, request(copy.of(), now));
    }
    return bad((Planned.Bad) planned, now);
  }

  private byte @Nullable [] bad(Planned.Bad bad, Instant now) {
    PredictionRequest request = request(bad.key(), now);
    return switch (bad.defect()) {
      case GARBAGE -> ("not Avro: " + bad.key()).getBytes(StandardCharsets.UTF_8);
      case NO_VALUE -> null;
      case CUT_OFF -> {
        byte[] whole = wire.encode(topic, request);
        yield Arrays.copyOf(whole, whole.length / 2);
      }
      case UNKNOWN_SCHEMA ->
          ByteBuffer.wrap(wire.encode(topic, request)).putInt(1, NO_SUCH_SCHEMA).array();
      case OVERSIZED -> {
        request.setTags(Map.of("long", "x".repeat(OVERSIZED)));
        yield wire.encode(topic, request);
      }
    };
  }

  private static PredictionRequest request(Planned.Question question, Instant now) {
    PredictionRequest request = request(question.key(), now);
    Map<String, Object> features = new HashMap<>();
    features.put("x", question.x());
    features.put("y", question.y());
    features.put("trouble", question.first().feature());
    features.put("laterTrouble", question.second().feature());
    request.setFeatures(features);
    switch (question.wish()) {
      case NOTHING -> {}
      case PROVISIONAL -> request.setOnReview(OnReview.PROVISIONAL);
      case NO_REVIEW -> request.setOnReview(OnReview.REJECT);
      case FIRST_TIER_ONLY -> request.setAllowFallback(false);
      case NOBODY_LOOKS -> {
        request.setDeadline(now.plus(Deadlines.NOBODY_LOOKS));
        request.setTags(Map.of(Wish.TAG, Wish.NOBODY_LOOKS.name()));
      }
    }
    return request;
  }

  private static PredictionRequest request(String id, Instant now) {
    PredictionRequest request = new PredictionRequest();
    request.setRequestId(id);
    request.setDomain("verify");
    request.setFeatures(Map.of());
    request.setRequestedAt(now);
    request.setAllowFallback(true);
    request.setConsents(List.of());
    request.setTags(Map.of());
    request.setFeatureTimes(Map.of());
    return request;
  }
}
