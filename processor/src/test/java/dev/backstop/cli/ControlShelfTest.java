package dev.backstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.registry.ControlMapper;
import dev.backstop.registry.InMemoryAvro;
import dev.backstop.registry.WireCodec;
import dev.backstop.signing.ControlKeys;
import dev.backstop.signing.TrustedKeys;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlShelfTest {

  private static final String TOPIC = "backstop.controls";
  private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");
  private static final Instant BEFORE = NOW.minusSeconds(50);

  private final InMemoryAvro avro = new InMemoryAvro();
  private final WireCodec codec = avro.codecs().create();
  private final ControlKeys anybodys =
      new ControlKeys(TrustedKeys.of(Map.of()), TrustedKeys.of(Map.of()));
  private final ControlShelf shelf =
      new ControlShelf(
          record -> codec.decode(TOPIC, record.value(), dev.backstop.v1.Control.class),
          anybodys,
          NOW);
  private long offset;

  @AfterEach
  void close() {
    codec.close();
  }

  @Test
  void shouldTellHowEachSwitchStands() {
    // When
    take(persons(new Switch.Stop(), BEFORE, NOW.plusSeconds(60)));
    take(persons(new Switch.Off("a"), BEFORE, NOW));
    take(persons(new Switch.Normal("tier/b"), BEFORE, null));
    take("force@d", new byte[] {1});
    // Then
    assertThat(shelf.entries())
        .extracting(entry -> entry.key() + " " + entry.state(NOW))
        .containsExactly(
            "force@d refused", "stop@d in force", "tier/a@d expired", "tier/b@d cleared");
  }

  @Test
  void shouldForgetWhatWasDeleted() {
    take(persons(new Switch.Stop(), BEFORE, NOW.plusSeconds(60)));

    take("stop@d", null);

    assertThat(shelf.entries()).isEmpty();
  }

  @Test
  void shouldLetAPersonsTakeThePlaceOfAPlaybooks() {
    take(playbooks(BEFORE));

    take(persons(new Switch.Normal("stop"), BEFORE.plusSeconds(1), null));

    assertThat(shelf.entries())
        .extracting(entry -> entry.key() + " " + entry.state(NOW))
        .containsExactly("stop@d cleared");
  }

  @Test
  void shouldNotShowAPlaybooksAsInForceThatWasIssuedBeforeAPersonsReturnToNormal() {
    take(persons(new Switch.Normal("stop"), BEFORE.plusSeconds(1), null));

    take(playbooks(BEFORE));

    assertThat(shelf.entries())
        .filteredOn(entry -> entry.key().equals("playbook/stop@d"))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry.problems())
                    .containsExactly("it was issued before what it would replace"));
  }

  @Test
  void shouldLetAPlaybookSetWhatAPersonHasTakenBackBefore() {
    take(persons(new Switch.Normal("stop"), BEFORE, null));

    take(playbooks(BEFORE.plusSeconds(1)));

    assertThat(shelf.entries())
        .extracting(entry -> entry.key() + " " + entry.state(NOW))
        .containsExactly("playbook/stop@d in force", "stop@d cleared");
  }

  @Test
  void shouldRefuseAPlaybooksWhereAPersonsStands() {
    take(persons(new Switch.Stop(), BEFORE, NOW.plusSeconds(60)));

    take(playbooks(BEFORE.plusSeconds(1)));

    assertThat(shelf.entries())
        .extracting(entry -> entry.key() + " " + entry.state(NOW))
        .containsExactly("playbook/stop@d refused", "stop@d in force");
  }

  private static Control persons(Switch set, Instant issued, @Nullable Instant until) {
    return Control.of("d", set, "olga", "a fire", issued, until);
  }

  private static Control playbooks(Instant issued) {
    return Control.of(
        "d", new Switch.Stop(), "playbook:to-people", "a run", issued, NOW.plusSeconds(60));
  }

  private void take(Control control) {
    take(control.key(), avro.serializer().serialize(TOPIC, ControlMapper.toAvro(control, null)));
  }

  private void take(String key, byte @Nullable [] value) {
    shelf.take(new ConsumerRecord<>(TOPIC, 0, offset++, key, value));
  }
}
