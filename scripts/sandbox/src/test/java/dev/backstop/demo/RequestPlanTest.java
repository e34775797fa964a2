package dev.backstop.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.v1.OnReview;
import dev.backstop.v1.PredictionRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RequestPlanTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final byte[] ENCODED =
      "\0\0\0\0\7a whole request".getBytes(StandardCharsets.UTF_8);

  private final AtomicReference<PredictionRequest> encoded = new AtomicReference<>();
  private final RequestRecords records =
      new RequestRecords(
          request -> {
            encoded.set(request);
            return ENCODED.clone();
          });

  @Test
  void shouldPlanTheSameAgainForTheSameSeed() {
    // Given
    List<Application> applications = applications(500);

    // When
    List<Planned> plan = RequestPlan.of(applications, 7);

    // Then
    assertThat(plan).isEqualTo(RequestPlan.of(applications, 7));
    assertThat(plan).isNotEqualTo(RequestPlan.of(applications, 8));
  }

  @Test
  void shouldAskAboutEveryApplicationOnceAndMixInAFewOfEachKind() {
    // Given
    List<Application> applications = applications(2000);

    // When
    List<Planned> plan = RequestPlan.of(applications, 7);

    // Then
    assertThat(plan)
        .filteredOn(Planned.Question.class::isInstance)
        .extracting(planned -> ((Planned.Question) planned).application())
        .isEqualTo(applications);
    assertThat(plan).filteredOn(Planned.Copy.class::isInstance).hasSizeBetween(40, 80);
    assertThat(plan)
        .filteredOn(Planned.Malformed.class::isInstance)
        .hasSizeBetween(40, 80)
        .extracting(planned -> ((Planned.Malformed) planned).fault())
        .contains(Fault.values());
    assertThat(plan)
        .filteredOn(Planned.Question.class::isInstance)
        .extracting(planned -> ((Planned.Question) planned).wish())
        .contains(Wish.values());
  }

  @Test
  void shouldCopyOnlyWhatWasAskedBefore() {
    // Given
    List<Application> applications = applications(2000);

    // When
    List<Planned> plan = RequestPlan.of(applications, 7);

    // Then
    Set<String> asked = new HashSet<>();
    for (Planned planned : plan) {
      if (planned instanceof Planned.Copy copy) {
        assertThat(asked).contains(copy.key());
      } else {
        assertThat(asked.add(planned.key())).as(planned.key()).isTrue();
      }
    }
  }

  @Test
  void shouldMakeARequestOfAQuestion() {
    // Given
    Planned question =
        new Planned.Question("one", applications(1).get(0), Optional.of("Age"), Wish.NOBODY_LOOKS);

    // When
    ProducerRecord<String, byte[]> record = records.of(question, NOON);

    // Then
    assertThat(record.key()).isEqualTo("one");
    assertThat(record.value()).isEqualTo(ENCODED);
    assertThat(encoded.get().getRequestId()).isEqualTo("one");
    assertThat(encoded.get().getFeatures()).isEqualTo(Map.of("Amount", 700L));
    assertThat(encoded.get().getDeadline()).isEqualTo(NOON.plus(RequestRecords.SHORT_DEADLINE));
    assertThat(encoded.get().getTags()).containsValue("NOBODY_LOOKS");
  }

  @Test
  void shouldAskForWhatIsWished() {
    // Given
    Application application = applications(1).get(0);

    // When
    records.of(new Planned.Question("one", application, Optional.empty(), Wish.PROVISIONAL), NOON);
    PredictionRequest provisional = encoded.get();
    records.of(
        new Planned.Question("two", application, Optional.empty(), Wish.FIRST_TIER_ONLY), NOON);
    PredictionRequest firstTierOnly = encoded.get();

    // Then
    assertThat(provisional.getOnReview()).isEqualTo(OnReview.PROVISIONAL);
    assertThat(provisional.getAllowFallback()).isTrue();
    assertThat(firstTierOnly.getAllowFallback()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void shouldSpoilAMalformedRecordInItsWay(Fault fault) {
    // Given
    Planned malformed = new Planned.Malformed("junk", fault, applications(1).get(0));

    // When
    byte[] value = records.of(malformed, NOON).value();

    // Then
    switch (fault) {
      case GARBAGE -> assertThat(value[0]).isNotZero();
      case CUT_OFF -> assertThat(value).isEqualTo(Arrays.copyOf(ENCODED, ENCODED.length / 2));
      case UNKNOWN_SCHEMA -> {
        assertThat(ByteBuffer.wrap(value).getInt(1)).isEqualTo(987_654_321);
        assertThat(value).hasSameSizeAs(ENCODED);
      }
      case NO_VALUE -> assertThat(value).isNull();
      case WRONG_KEY -> assertThat(encoded.get().getRequestId()).isNotEqualTo("junk");
    }
  }

  @Test
  void shouldBehaveTheSameTowardsATaskWheneverItComes() {
    // Given
    List<String> ids = IntStream.range(0, 2000).mapToObj(i -> "application-" + i).toList();

    // When
    List<Habit> habits = ids.stream().map(id -> Habit.of(7, id)).toList();

    // Then
    assertThat(habits).isEqualTo(ids.stream().map(id -> Habit.of(7, id)).toList());
    assertThat(habits).filteredOn(Habit::mistaken).hasSizeBetween(40, 120);
    assertThat(habits).filteredOn(Habit::cannotDecide).hasSizeBetween(30, 90);
    assertThat(habits).filteredOn(Habit::repeats).hasSizeBetween(80, 160);
    assertThat(habits).noneMatch(habit -> habit.mistaken() && habit.cannotDecide());
    assertThat(habits).allMatch(habit -> habit.delayMillis() >= 200 && habit.delayMillis() <= 3000);
  }

  private static List<Application> applications(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(row -> new Application(row, "good", Map.of("Age", 40L, "Amount", 700L)))
        .toList();
  }
}
