package dev.backstop.registry;

import dev.backstop.decision.Case;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.PolicyRef;
import dev.backstop.domain.Request;
import dev.backstop.policy.Tier;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Cases on their way to a later tier. */
final class EscalationEncoder extends RecordEncoder<EscalationEncoder.Escalated> {

  /** A case that goes to that tier now. */
  record Escalated(Case on, Tier.Asking to, Instant now) {}

  private static final Map<OnReview, Integer> ON_REVIEW =
      indices(OnReview.class, dev.backstop.v1.OnReview.getClassSchema());

  private static final Schema FEATURE =
      dev.backstop.v1.PredictionRequest.getClassSchema()
          .getField("features")
          .schema()
          .getValueType();

  private static final int NULL = branchOf(Schema.Type.NULL);
  private static final int BOOLEAN = branchOf(Schema.Type.BOOLEAN);
  private static final int LONG = branchOf(Schema.Type.LONG);
  private static final int DOUBLE = branchOf(Schema.Type.DOUBLE);
  private static final int STRING = branchOf(Schema.Type.STRING);
  private static final int ARRAY = branchOf(Schema.Type.ARRAY);

  @Override
  SpecificRecord toAvro(Escalated escalated) {
    return EscalationMapper.toAvro(escalated.on(), escalated.to(), escalated.now());
  }

  @Override
  void write(Escalated escalated) throws IOException {
    PolicyRef policy = escalated.on().policy().ref();
    write(escalated.on().request());
    source(escalated.on().source());
    reference(policy.name(), policy.version(), policy.sha256());
    attempts(escalated.on().attempts());
    out.writeString(escalated.to().name());
    out.writeLong(escalated.now().toEpochMilli());
  }

  private void write(Request request) throws IOException {
    out.writeString(request.requestId());
    out.writeString(request.domain());
    optional(request.subject());
    features(request.features().values());
    optional(request.riskHint());
    out.writeLong(request.requestedAt().toEpochMilli());
    optional(request.deadline());
    out.writeIndex(branch(request.onReview()));
    if (request.onReview() != null) {
      out.writeEnum(index(ON_REVIEW, request.onReview()));
    }
    out.writeBoolean(request.allowFallback());
    all(request.consents());
    optional(request.featureSetVersion());
    words(request.tags());
    out.writeMapStart();
    out.setItemCount(request.featureTimes().size());
    for (Map.Entry<String, Instant> time : request.featureTimes().entrySet()) {
      out.startItem();
      out.writeString(time.getKey());
      out.writeLong(time.getValue().toEpochMilli());
    }
    out.writeMapEnd();
  }

  private void features(Map<String, @Nullable Object> values) throws IOException {
    out.writeMapStart();
    out.setItemCount(values.size());
    for (Map.Entry<String, @Nullable Object> value : values.entrySet()) {
      out.startItem();
      out.writeString(value.getKey());
      feature(value.getValue());
    }
    out.writeMapEnd();
  }

  private void feature(@Nullable Object value) throws IOException {
    if (value instanceof Double number) {
      out.writeIndex(DOUBLE);
      out.writeDouble(number);
    } else if (value instanceof Long number) {
      out.writeIndex(LONG);
      out.writeLong(number);
    } else if (value instanceof String word) {
      out.writeIndex(STRING);
      out.writeString(word);
    } else if (value instanceof Boolean flag) {
      out.writeIndex(BOOLEAN);
      out.writeBoolean(flag);
    } else if (value instanceof List<?> vector) {
      out.writeIndex(ARRAY);
      vector(vector);
    } else if (value == null) {
      out.writeIndex(NULL);
    } else {
      throw new AvroTypeException("a feature cannot be a " + value.getClass().getName());
    }
  }

  private void vector(List<?> numbers) throws IOException {
    out.writeArrayStart();
    out.setItemCount(numbers.size());
    for (Object number : numbers) {
      out.startItem();
      out.writeDouble((Double) number);
    }
    out.writeArrayEnd();
  }

  private static int branchOf(Schema.Type type) {
    List<Schema> branches = FEATURE.getTypes();
    for (int i = 0; i < branches.size(); i++) {
      if (branches.get(i).getType() == type) {
        return i;
      }
    }
    throw new IllegalStateException("the contract's features cannot be a " + type);
  }
}
