package dev.backstop.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.AuditDraw;
import dev.backstop.domain.Decision;
import dev.backstop.domain.DegradationLevel;
import dev.backstop.domain.Drill;
import dev.backstop.domain.Fault;
import dev.backstop.domain.Member;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Notice;
import dev.backstop.domain.Opinion;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.PolicyRef;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import dev.backstop.domain.SourcePosition;
import dev.backstop.domain.Status;
import dev.backstop.domain.TierKind;
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

/** Decisions are written as Avro's own writer writes them, to the byte. */
class DecisionEncoderProperties {

  private static final DegradationLevel[] LEVELS = DegradationLevel.values();

  private static final String TOPIC = "decisions";

  private final InMemoryAvro avro = new InMemoryAvro();
  private final DecisionEncoder encoder = new DecisionEncoder();

  @Property
  void shouldWriteTheBytesThatAvroWrites(@ForAll("decisions") Decision decision) {
    // Given
    byte[] expected = avro.serializer().serialize(TOPIC, DecisionMapper.toAvro(decision));
    // When
    byte[] written = encoder.encode(Arrays.copyOf(expected, 5), decision);
    // Then
    assertThat(written).isEqualTo(expected);
  }

  @Property(tries = 50)
  void shouldReadTheMembersOfAnEnsembleAsTheyWereWritten(@ForAll("decisions") Decision decision) {
    assertThat(
            DecisionMapper.fromAvro(DecisionMapper.toAvro(decision)).attempts().stream()
                .map(Attempt::members)
                .toList())
        .isEqualTo(decision.attempts().stream().map(Attempt::members).toList());
  }

  @Property(tries = 50)
  void shouldWriteTheSameFromTheFirstDecisionOn(@ForAll("decisions") Decision decision) {
    // Given
    byte[] expected = avro.serializer().serialize(TOPIC, DecisionMapper.toAvro(decision));
    WireCodec codec = avro.codecs().create();
    // Then
    assertThat(codec.encode(TOPIC, decision)).isEqualTo(expected);
    assertThat(codec.encode(TOPIC, decision)).isEqualTo(expected);
  }

  @Property(tries = 50)
  void shouldLeaveItToASerializerThatWritesOtherBytes(@ForAll("decisions") Decision decision) {
    // Given
    WireCodec codec =
        new WireCodec(
            (topic, record) -> {
              byte[] usual = avro.serializer().serialize(topic, record);
              byte[] longer = Arrays.copyOf(usual, usual.length + 1);
              longer[usual.length] = 7;
              return longer;
            },
            (topic, bytes) -> null);
    // When
    byte[] first = codec.encode(TOPIC, decision);
    byte[] second = codec.encode(TOPIC, decision);
    // Then
    assertThat(first).endsWith((byte) 7);
    assertThat(second).isEqualTo(first);
  }

  @Provide
  Arbitrary<Decision> decisions() {
    return Combinators.combine(
            Arbitraries.of(Status.class),
            words(),
            words(),
            attempts().list().ofMaxSize(4),
            scores(),
            numbers(),
            Arbitraries.of(Reason.class).injectNull(.3),
            times())
        .as(
            (status, id, label, attempts, scores, confidence, reason, time) ->
                new Decision(
                    id,
                    label,
                    status,
                    confidence == null ? null : id,
                    status == Status.REJECTED ? null : label,
                    scores,
                    confidence,
                    id,
                    attempts.isEmpty() ? TierKind.DEFAULT : attempts.get(0).tierKind(),
                    reason == null,
                    reason,
                    reason == null ? null : new Notice(id, label),
                    attempts,
                    new PolicyRef(id, "1", label),
                    reason == null ? id : null,
                    confidence == null ? label : null,
                    new SourcePosition(label, attempts.size(), time.toEpochMilli()),
                    time,
                    time.plusMillis(attempts.size()),
                    reason == null ? time : null,
                    confidence == null ? null : label,
                    confidence == null ? Map.of() : Map.of(id, label),
                    null,
                    reason == null ? null : LEVELS[reason.name().length() % LEVELS.length],
                    null))
        .flatMap(decision -> draws().map(draw -> draw == null ? decision : decision.with(draw)))
        .flatMap(
            decision -> drills().map(drill -> drill == null ? decision : decision.with(drill)));
  }

  private static Arbitrary<Drill> drills() {
    return Combinators.combine(
            words(), words(), Arbitraries.of(Fault.class), words().set().ofMaxSize(3))
        .as(Drill::new)
        .injectNull(.7);
  }

  private static Arbitrary<AuditDraw> draws() {
    return Combinators.combine(
            words(),
            Arbitraries.longs(),
            Arbitraries.doubles(),
            Arbitraries.of(AuditDraw.Half.class).injectNull(.5))
        .as(AuditDraw::new)
        .injectNull(.3);
  }

  static Arbitrary<Attempt> attempts() {
    return Combinators.combine(
            words(),
            Arbitraries.of(TierKind.class),
            Arbitraries.of(Reason.class).injectNull(.3),
            scores(),
            numbers(),
            Arbitraries.longs(),
            times())
        .as(
            (word, kind, reason, scores, number, latency, time) ->
                new Attempt(
                    word,
                    kind,
                    number == null ? null : new ModelRef(word, "2", word),
                    number == null ? null : new Score(word, scores, number / 2, number),
                    reason == null ? word : null,
                    number,
                    latency,
                    reason,
                    reason == null ? null : word,
                    time,
                    number == null ? word : null,
                    kind == TierKind.ENSEMBLE ? members(word, reason, scores, number) : List.of(),
                    number == null ? Map.of() : Map.of(word, "other"),
                    latency > 0,
                    kind == TierKind.HUMAN ? opinions(word, time) : List.of()));
  }

  private static List<Opinion> opinions(String word, Instant at) {
    return List.of(new Opinion(word, null, at), new Opinion("other", word, at));
  }

  private static List<Member> members(
      String word, Reason reason, Map<String, Double> scores, Double number) {
    return List.of(
        new Member(
            word,
            new ModelRef(word, "2", word),
            new Outcome.Scored(
                new Score(word, scores, number == null ? 0 : number, number == null ? 1 : number)),
            7),
        new Member(
            word, null, new Outcome.Failed(reason == null ? Reason.ERROR : reason, word), 0));
  }

  static Arbitrary<String> words() {
    return Arbitraries.strings().ofMaxLength(80);
  }

  static Arbitrary<Double> numbers() {
    return Arbitraries.doubles().injectNull(.3);
  }

  private static Arbitrary<Map<String, Double>> scores() {
    return Arbitraries.maps(words(), Arbitraries.doubles()).ofMaxSize(4);
  }

  static Arbitrary<Instant> times() {
    return Arbitraries.longs().between(-1_000, 4_000_000_000_000L).map(Instant::ofEpochMilli);
  }

  /** The shape of the contract, for a reader who wonders whether a field was forgotten. */
  @Property(tries = 1)
  void shouldKnowEveryFieldOfTheContract() {
    assertThat(
            List.of(
                dev.backstop.v1.Decision.getClassSchema().getFields().size(),
                dev.backstop.v1.Attempt.getClassSchema().getFields().size(),
                dev.backstop.v1.AttemptMember.getClassSchema().getFields().size(),
                dev.backstop.v1.Notice.getClassSchema().getFields().size(),
                dev.backstop.v1.PolicyRef.getClassSchema().getFields().size(),
                dev.backstop.v1.SourcePosition.getClassSchema().getFields().size(),
                dev.backstop.v1.AuditDraw.getClassSchema().getFields().size(),
                dev.backstop.v1.DrillNote.getClassSchema().getFields().size()))
        .containsExactly(26, 17, 9, 2, 3, 3, 5, 5);
  }
}
