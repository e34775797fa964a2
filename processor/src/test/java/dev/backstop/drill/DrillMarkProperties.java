package dev.backstop.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstop.domain.Drill;
import dev.backstop.domain.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DrillMarkProperties {

  @Property(tries = 200)
  void shouldReadWhatItWrites(@ForAll("marks") DrillMark mark) {
    // When
    DrillMark read = DrillMark.parse(mark.toHeader());
    // Then
    assertThat(read.signer()).isEqualTo(mark.signer());
    assertThat(read.drill()).isEqualTo(mark.drill());
    assertThat(read.expires()).isEqualTo(mark.expires());
    assertThat(read.signature()).isEqualTo(mark.signature());
    assertThat(read.canonical("r")).isEqualTo(mark.canonical("r"));
  }

  /** Whatever somebody puts there is told with one kind of exception. */
  @Property(tries = 500)
  void shouldRefuseWhatIsNoMark(@ForAll byte[] header) {
    assertThatThrownBy(() -> DrillMark.parse(header)).isInstanceOf(IllegalArgumentException.class);
  }

  @Example
  void shouldSignEachFieldAndTheRequest() {
    // Given
    Drill drill = new Drill("run", "outage", Fault.OUTAGE, Set.of("b", "a"));
    DrillMark mark = new DrillMark("ops", drill, Instant.ofEpochMilli(7), new byte[0]);
    // Then
    assertThat(new String(mark.canonical("r"), StandardCharsets.UTF_8))
        .isEqualTo("1|ops|run|outage|OUTAGE|a,b|7|r");
  }

  @Example
  void shouldRefuseAWordThatCouldBeTwoFields() {
    Drill drill = new Drill("run|x", "outage", Fault.OUTAGE, Set.of());
    assertThatThrownBy(() -> new DrillMark("ops", drill, Instant.EPOCH, new byte[0]))
        .hasMessageContaining("the run of a drill");
  }

  @Provide
  Arbitrary<DrillMark> marks() {
    Arbitrary<String> words =
        Arbitraries.strings().withChars("abcXYZ019._-@").ofMinLength(1).ofMaxLength(20);
    Arbitrary<Drill> drills =
        Combinators.combine(words, words, Arbitraries.of(Fault.class), words.set().ofMaxSize(4))
            .as(Drill::new);
    return Combinators.combine(
            words,
            drills,
            Arbitraries.longs().between(0, 4_000_000_000_000L).map(Instant::ofEpochMilli),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(64))
        .as(DrillMark::new);
  }
}
