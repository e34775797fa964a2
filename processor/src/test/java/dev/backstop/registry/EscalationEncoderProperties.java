package dev.backstop.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.PolicyTexts;
import dev.backstop.decision.Case;
import dev.backstop.domain.Features;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.Request;
import dev.backstop.domain.SourcePosition;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Tier;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Escalations are written as Avro's own writer writes them, to the byte. */
class EscalationEncoderProperties {

  private static final String TOPIC = "secondary";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Policy policy =
      PolicyTexts.policy(
          """
          format: backstop-policy/1
          name: p
          version: 1.0.0
          domain: d
          owner: us
          deadline: 5s
          ladder:
            - {tier: a, kind: model, model: m, threshold: 0.5, budget: 1s}
            - {tier: b, kind: model, model: n, threshold: 0.5, budget: 1s}
            - {tier: default, kind: default, label: "no"}
          """);
  private final InMemoryAvro avro = new InMemoryAvro();
  private final EscalationEncoder encoder = new EscalationEncoder();

  @Property
  void shouldWriteTheBytesThatAvroWrites(@ForAll("cases") Case on) {
    // Given
    byte[] expected = avro.serializer().serialize(TOPIC, EscalationMapper.toAvro(on, next(), NOW));
    // When
    byte[] written =
        encoder.encode(
            Arrays.copyOf(expected, 5), new EscalationEncoder.Escalated(on, next(), NOW));
    // Then
    assertThat(written).isEqualTo(expected);
  }

  @Property(tries = 50)
  void shouldWriteTheSameFromTheFirstEscalationOn(@ForAll("cases") Case on) {
    // Given
    byte[] expected = avro.serializer().serialize(TOPIC, EscalationMapper.toAvro(on, next(), NOW));
    WireCodec codec = avro.codecs().create();
    // Then
    assertThat(codec.encode(TOPIC, on, next(), NOW)).isEqualTo(expected);
    assertThat(codec.encode(TOPIC, on, next(), NOW)).isEqualTo(expected);
  }

  /** The shape of the contract, for a reader who wonders whether a field was forgotten. */
  @Property(tries = 1)
  void shouldKnowEveryFieldOfTheContract() {
    assertThat(
            List.of(
                dev.backstop.v1.Escalation.getClassSchema().getFields().size(),
                dev.backstop.v1.PredictionRequest.getClassSchema().getFields().size(),
                dev.backstop.v1.PredictionRequest.getClassSchema()
                    .getField("features")
                    .schema()
                    .getValueType()
                    .getTypes()
                    .size()))
        .containsExactly(6, 13, 6);
  }

  @Provide
  Arbitrary<Case> cases() {
    return Combinators.combine(
            requests(),
            DecisionEncoderProperties.attempts().list().ofMaxSize(3),
            Arbitraries.longs())
        .as(
            (request, attempts, offset) ->
                Case.continued(
                    request, new SourcePosition("requests", 3, offset), policy, attempts));
  }

  private static Arbitrary<Request> requests() {
    return Combinators.combine(
            DecisionEncoderProperties.words(),
            DecisionEncoderProperties.words().injectNull(.5),
            features(),
            DecisionEncoderProperties.times(),
            Arbitraries.of(OnReview.class).injectNull(.5),
            DecisionEncoderProperties.words().list().ofMaxSize(3),
            Arbitraries.maps(DecisionEncoderProperties.words(), DecisionEncoderProperties.words())
                .ofMaxSize(3),
            Arbitraries.maps(DecisionEncoderProperties.words(), DecisionEncoderProperties.times())
                .ofMaxSize(3))
        .as(
            (id, word, features, time, onReview, consents, tags, times) ->
                new Request(
                    id,
                    "d",
                    word,
                    new Features(features),
                    word == null ? id : null,
                    time,
                    word == null ? null : time.plusMillis(1),
                    onReview,
                    onReview == null,
                    consents,
                    word,
                    tags,
                    times));
  }

  private static Arbitrary<Map<String, @Nullable Object>> features() {
    Arbitrary<@Nullable Object> values =
        Arbitraries.oneOf(
            Arbitraries.doubles().asGeneric(),
            Arbitraries.longs().asGeneric(),
            DecisionEncoderProperties.words().asGeneric(),
            Arbitraries.of(true, false).asGeneric(),
            Arbitraries.doubles().list().ofMaxSize(3).asGeneric());
    return Arbitraries.maps(DecisionEncoderProperties.words(), values.injectNull(.2)).ofMaxSize(8);
  }

  private Tier.Asking next() {
    return (Tier.Asking) policy.ladder().get(1);
  }
}
