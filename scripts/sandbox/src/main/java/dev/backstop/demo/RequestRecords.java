package dev.backstop.demo;

import dev.backstop.v1.OnReview;
import dev.backstop.v1.PredictionRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Makes the records of a plan. */
final class RequestRecords {
  /** Long enough for both models, too short for a person. */
  static final Duration SHORT_DEADLINE = Duration.ofSeconds(6);

  private static final int NO_SUCH_SCHEMA = 987_654_321;

  private final Function<PredictionRequest, byte[]> encode;

  RequestRecords(Function<PredictionRequest, byte[]> encode) {
    this.encode = encode;
  }

  ProducerRecord<String, byte @Nullable []> of(Planned planned, Instant now) {
    ProducerRecord<String, byte @Nullable []> record =
        new ProducerRecord<>(Topics.REQUESTS, planned.key(), value(planned, now));
    record.headers().add("traceparent", traceparent(planned).getBytes(StandardCharsets.UTF_8));
    // A producer that claims a lineage must not be believed.
    record.headers().add("backstop-tier", "forged".getBytes(StandardCharsets.UTF_8));
    return record;
  }

  /** A trace of its own for every key. */
  static String traceparent(Planned planned) {
    String digest = Sha256.of(planned.key().getBytes(StandardCharsets.UTF_8));
    return "00-" + digest.substring(0, 32) + '-' + digest.substring(32, 48) + "-01";
  }

  private byte @Nullable [] value(Planned planned, Instant now) {
    if (planned instanceof Planned.Question question) {
      return encode.apply(request(question, now));
    } else if (planned instanceof Planned.Copy copy) {
      return encode.apply(request(copy.of(), now));
    }
    return malformed((Planned.Malformed) planned, now);
  }

  private byte @Nullable [] malformed(Planned.Malformed malformed, Instant now) {
    PredictionRequest good =
        request(malformed.key() + "-unread", malformed.application().features(), now);
    byte[] whole = encode.apply(good);
    return switch (malformed.fault()) {
      case GARBAGE -> ("not Avro: " + malformed.key()).getBytes(StandardCharsets.UTF_8);
      case CUT_OFF -> Arrays.copyOf(whole, whole.length / 2);
      case UNKNOWN_SCHEMA -> ByteBuffer.wrap(whole).putInt(1, NO_SUCH_SCHEMA).array();
      case NO_VALUE -> null;
      case WRONG_KEY -> whole;
    };
  }

  private static PredictionRequest request(Planned.Question question, Instant now) {
    Map<String, Object> features = new HashMap<>(question.application().features());
    question.leftOut().ifPresent(features::remove);
    PredictionRequest request = request(question.requestId(), features, now);
    request.setTags(Map.of(Wish.TAG, question.wish().name()));
    switch (question.wish()) {
      case NOTHING_SPECIAL -> {}
      case PROVISIONAL -> request.setOnReview(OnReview.PROVISIONAL);
      case FIRST_TIER_ONLY -> request.setAllowFallback(false);
      case NOBODY_LOOKS -> request.setDeadline(now.plus(SHORT_DEADLINE));
    }
    return request;
  }

  private static PredictionRequest request(
      String requestId, Map<String, Object> features, Instant now) {
    PredictionRequest request = new PredictionRequest();
    request.setRequestId(requestId);
    request.setDomain("credit");
    request.setFeatures(features);
    request.setRequestedAt(now);
    request.setAllowFallback(true);
    request.setConsents(List.of());
    request.setTags(Map.of());
    request.setFeatureTimes(Map.of());
    return request;
  }
}
