package dev.backstop.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Features;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Stale;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowEncoderTest {

  private static final Vocabulary HOMES = new Vocabulary(List.of("rent", "owner", "other"));
  private static final Vocabulary WORDS =
      new Vocabulary(List.of("<pad>", "<unk>", "paid", "late", "über"));
  private static final Input TIME =
      new NumericInput("Time", new NumberRule(10, 2, 0, 100), null, false);
  private static final Input INCOME = new NumericInput("Income", NumberRule.PLAIN, 7.0, true);
  private static final Input HOME = new CategoricalInput("Home", HOMES, "rent", "other");
  private static final Input STRICT = new CategoricalInput("Strict", HOMES, null, null);
  private static final Input VECTOR = new VectorInput("v", 2, NumberRule.PLAIN);
  private static final Input NOTE = new TokensInput("note", 4, WORDS, "<pad>", "<unk>", "");

  private static Columns good(Input input, @Nullable Object value) {
    @Nullable Outcome[] outcomes = new Outcome[1];
    Columns columns = encode(input, value, outcomes);
    assertThat(outcomes[0]).isNull();
    assertThat(columns.rows()).isEqualTo(1);
    return columns;
  }

  private static float[] dense(Input input, @Nullable Object value) {
    return Arrays.copyOf(good(input, value).dense(), input.denseColumns());
  }

  private static long[] tokens(@Nullable Object value) {
    return Arrays.copyOf(good(NOTE, value).tokens(), 4);
  }

  private static String problem(Input input, @Nullable Object value) {
    @Nullable Outcome[] outcomes = new Outcome[1];
    assertThat(encode(input, value, outcomes).rows()).isZero();
    assertThat(outcomes[0]).isInstanceOf(Outcome.Failed.class);
    Outcome.Failed failed = (Outcome.Failed) outcomes[0];
    assertThat(failed.reason()).isEqualTo(Reason.INVALID_INPUT);
    return failed.detail();
  }

  private static Columns encode(Input input, @Nullable Object value, @Nullable Outcome[] outcomes) {
    return new RowEncoder(List.of(input)).encodeAll(List.of(features(input, value)), outcomes);
  }

  private static Features features(Input input, @Nullable Object value) {
    Map<String, @Nullable Object> map = new HashMap<>();
    map.put(input.name(), value);
    return new Features(map);
  }

  @Test
  void shouldScaleNumbersOfEveryKind() {
    assertThat(dense(TIME, 12.0)).containsExactly(1f);
    assertThat(dense(TIME, 12L)).containsExactly(1f);
    assertThat(dense(TIME, 12)).containsExactly(1f);
  }

  @Test
  void shouldTakeTheBoundsOfARangeForInIt() {
    assertThat(dense(TIME, 0.0)).containsExactly(-5f);
    assertThat(dense(TIME, 100L)).containsExactly(45f);
  }

  @Test
  void shouldImputeAMissingNumberAndSaySoInItsIndicator() {
    assertThat(dense(INCOME, null)).containsExactly(7f, 1f);
    assertThat(dense(INCOME, 0.0)).containsExactly(0f, 0f);
  }

  @Test
  void shouldWriteACategoryOneHot() {
    assertThat(dense(HOME, "owner")).containsExactly(0f, 1f, 0f);
    assertThat(dense(HOME, null)).containsExactly(1f, 0f, 0f);
    assertThat(dense(HOME, "castle")).containsExactly(0f, 0f, 1f);
    Input flag = new CategoricalInput("f", new Vocabulary(List.of("false", "true")), null, null);
    assertThat(dense(flag, true)).containsExactly(0f, 1f);
  }

  @Test
  void shouldWriteAVectorElementByElement() {
    assertThat(dense(VECTOR, List.of(1.5, -2.0))).containsExactly(1.5f, -2f);
  }

  @Test
  void shouldSplitATextIntoWordNumbers() {
    assertThat(tokens("Paid LATE, again")).containsExactly(2, 3, 1, 0);
    assertThat(tokens("ÜBER-late_paid/late late")).containsExactly(4, 3, 2, 3);
    assertThat(tokens("<pad>")).containsExactly(1, 0, 0, 0);
    assertThat(tokens(" ,; ")).containsExactly(0, 0, 0, 0);
    assertThat(tokens(null)).containsExactly(0, 0, 0, 0);
  }

  @Test
  void shouldNameTheFeatureAndTheRuleButNeverTheValue() {
    assertThat(problem(TIME, null)).isEqualTo("Time: missing");
    assertThat(problem(TIME, 101.0)).isEqualTo("Time: out of range");
    assertThat(problem(TIME, Double.NaN)).isEqualTo("Time: not finite");
    assertThat(problem(TIME, true)).isEqualTo("Time: not a number");
    assertThat(problem(TIME, "12")).isEqualTo("Time: not a number");
    assertThat(problem(INCOME, 1e300)).isEqualTo("Income: too large for float32");
    assertThat(problem(STRICT, null)).isEqualTo("Strict: missing");
    assertThat(problem(STRICT, "castle")).isEqualTo("Strict: unseen category");
    assertThat(problem(STRICT, 3L)).isEqualTo("Strict: not a category");
    assertThat(problem(VECTOR, null)).isEqualTo("v: missing");
    assertThat(problem(VECTOR, List.of(1.0))).isEqualTo("v: wrong length");
    assertThat(problem(VECTOR, List.of(1.0, "x"))).isEqualTo("v: not a list of numbers");
    assertThat(problem(VECTOR, List.of(1.0, Double.NaN))).isEqualTo("v: not finite");
    assertThat(problem(VECTOR, List.of(1.0, Double.POSITIVE_INFINITY))).isEqualTo("v: not finite");
    assertThat(problem(NOTE, 3L)).isEqualTo("note: not a text");
  }

  @Test
  void shouldRefuseWhatIsTooOldWhateverStandsInForWhatIsMissing() {
    Stale old = new Stale(Duration.ofHours(3), Duration.ofMinutes(15));
    for (Input input : List.of(TIME, INCOME, HOME, STRICT, VECTOR, NOTE)) {
      assertThat(problem(input, old)).isEqualTo(input.name() + ": 3h old, 15m allowed");
    }
    assertThat(problem(INCOME, new Stale(null, Duration.ofMinutes(15))))
        .isEqualTo("Income: of an age that the request does not say, 15m allowed");
  }

  @Provide
  Arbitrary<@Nullable Object> values() {
    return Arbitraries.oneOf(
            Arbitraries.doubles(),
            Arbitraries.longs(),
            Arbitraries.strings().ofMaxLength(20),
            Arbitraries.of(true, false),
            Arbitraries.of("rent", "owner", "other"),
            Arbitraries.doubles().list().ofMaxSize(3))
        .map(Object.class::cast)
        .injectNull(0.2);
  }

  @Property(tries = 500)
  void shouldEncodeARowTheSameWhateverStandsAroundIt(
      @ForAll("values") @Nullable Object before,
      @ForAll("values") @Nullable Object value,
      @ForAll("values") @Nullable Object after) {
    for (Input input : List.of(TIME, INCOME, HOME, STRICT, VECTOR, NOTE)) {
      // Given
      RowEncoder encoder = new RowEncoder(List.of(input));
      @Nullable Outcome[] alone = new Outcome[1];
      Columns one = encoder.encodeAll(List.of(features(input, value)), alone);
      @Nullable Outcome[] among = new Outcome[3];
      // When
      Columns three =
          encoder.encodeAll(
              List.of(features(input, before), features(input, value), features(input, after)),
              among);
      // Then
      assertThat(among[1]).isEqualTo(alone[0]);
      if (alone[0] == null) {
        int at = among[0] == null ? 1 : 0;
        assertThat(three.slice(at, at + 1).dense()).isEqualTo(one.dense());
        assertThat(three.slice(at, at + 1).tokens()).isEqualTo(one.tokens());
      }
    }
  }

  @Property(tries = 500)
  void shouldNeverWriteWhatIsNotFinite(@ForAll double value) {
    // Given
    @Nullable Outcome[] outcomes = new Outcome[1];
    // When
    Columns columns = encode(INCOME, value, outcomes);
    // Then
    for (float written : columns.dense()) {
      assertThat(Float.isFinite(written)).isTrue();
    }
    assertThat(columns.rows() == 0).isEqualTo(outcomes[0] != null);
  }

  @Test
  void shouldFillUpToWholeBlocksWithCopiesOfTheLastRow() {
    // Given
    RowEncoder encoder = new RowEncoder(List.of(VECTOR));
    List<Features> rows =
        List.of(features(VECTOR, List.of(1.0, 2.0)), features(VECTOR, List.of(3.0, 4.0)));
    // When
    Columns columns = encoder.encodeAll(rows, new Outcome[2]);
    // Then
    assertThat(columns.rows()).isEqualTo(2);
    assertThat(columns.paddedRows()).isEqualTo(Columns.BLOCK);
    assertThat(columns.dense()).hasSize(2 * Columns.BLOCK).startsWith(1f, 2f, 3f, 4f, 3f, 4f);
  }
}
