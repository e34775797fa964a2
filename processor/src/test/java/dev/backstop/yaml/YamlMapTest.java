package dev.backstop.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlMapTest {

  private final Problems problems = new Problems();

  @Test
  void shouldNoteAKeyNobodyAskedFor() {
    try (YamlMap map = YamlMap.parse("f", "a: 1\nb: 2\n", problems)) {
      assertThat(map.integer("a")).isEqualTo(1);
    }

    assertThat(problems.all()).containsExactly("f:2:1: unknown key 'b'; known here: a");
  }

  @Test
  void shouldGoOnAfterAProblemAndNoteTheNext() {
    try (YamlMap map = YamlMap.parse("f", "n: x\nd: y\n", problems)) {
      map.number("n");
      map.duration("d");
      map.string("missing");
    }

    assertThat(problems.all()).hasSize(3);
    assertThat(problems.all().get(2)).contains("'missing' is missing");
  }

  @Test
  void shouldTakeNullForAbsentAndZeroForZero() {
    try (YamlMap map = YamlMap.parse("f", "a: null\nb: 0\nc: ~\n", problems)) {
      assertThat(map.optionalNumber("a")).isEmpty();
      assertThat(map.optionalNumber("b")).contains(0.0);
      assertThat(map.has("c")).isFalse();
    }

    assertThat(problems.all()).isEmpty();
  }

  @Test
  void shouldRefuseAKeyThatStandsTwice() {
    YamlMap.parse("f", "a: 1\na: 2\n", problems);

    assertThat(problems.all()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[1, 2]", "a: [", "\t", "- x", "a: !foo {b: 1}\n", "%YAML 3.0\n---\na: 1"})
  void shouldNeverThrowOnADocumentThatIsNoMapping(String document) {
    try (YamlMap map = YamlMap.parse("f", document, problems)) {
      map.free("a");
      map.maps("a");
      map.strings("a");
    }

    assertThat(problems.all()).isNotEmpty();
  }

  @Test
  void shouldRefuseANumberThatIsNotFinite() {
    try (YamlMap map = YamlMap.parse("f", "a: NaN\nb: Infinity\n", problems)) {
      map.number("a");
      map.number("b");
    }

    assertThat(problems.all()).hasSize(2);
  }

  @Test
  void shouldFlattenNestedAndDottedKeysAlikeAndRefuseBoth() {
    Map<String, FlatYaml.Value> flat =
        FlatYaml.parse("f", "a: {b: 1, c.d: 2}\na.b: 3\nl: [x, y]\n", problems);

    assertThat(flat).hasSize(3).containsEntry("l", new FlatYaml.Value("x,y", "f:3:4"));
    assertThat(problems.all())
        .containsExactly("f:2:6: 'a.b' stands twice, once nested and once with dots");
  }

  @Test
  void shouldReadTimeSpans() {
    assertThat(List.of("250ms", "30s", "10m", "12h", "7d").stream().map(Durations::parse))
        .containsExactly(
            Duration.ofMillis(250),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            Duration.ofHours(12),
            Duration.ofDays(7));
  }
}
