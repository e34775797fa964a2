package dev.backstop.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.domain.Features;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Two tasks that show different things never have the same digest, wherever one puts the border
 * between their parts.
 */
class TaskDigestProperties {

  @Property
  void shouldTellApartWhateverDiffers(
      @ForAll String a, @ForAll String b, @ForAll String c, @ForAll String d) {
    Assume.that(!(a.equals(c) && b.equals(d)));

    String one = digest(Map.of("x", a), b);
    String other = digest(Map.of("x", c), d);

    assertThat(one).isNotEqualTo(other);
  }

  @Property
  void shouldNotDependOnTheOrderOfFeatures(@ForAll String a, @ForAll String b) {
    Map<String, Object> forth = new java.util.LinkedHashMap<>();
    forth.put("p", a);
    forth.put("q", b);
    Map<String, Object> back = new java.util.LinkedHashMap<>();
    back.put("q", b);
    back.put("p", a);

    assertThat(digest(forth, "")).isEqualTo(digest(back, ""));
  }

  @Property
  void shouldTellANumberFromItsText(@ForAll long number) {
    assertThat(digest(Map.of("x", number), ""))
        .isNotEqualTo(digest(Map.of("x", Long.toString(number)), ""));
  }

  private static String digest(Map<String, ?> features, String rationale) {
    return TaskDigest.of(
        "task", "domain", new Features(Map.copyOf(features)), List.of("yes", "no"), rationale);
  }
}
