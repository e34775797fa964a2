package dev.backstop.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.PolicyTexts;
import dev.backstop.control.Control;
import dev.backstop.control.ControlBoard;
import dev.backstop.control.Switch;
import dev.backstop.domain.SourcePosition;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.registry.ControlMapper;
import dev.backstop.registry.InMemoryAvro;
import dev.backstop.signing.ControlKey;
import dev.backstop.signing.ControlKeys;
import dev.backstop.signing.KeyFiles;
import dev.backstop.signing.TrustedKeys;
import dev.backstop.telemetry.Telemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What playbooks set beside what people do, on an instance and on one that starts later. */
class PlaybookControlAdoptionTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String TOPIC = "t.controls";
  private static final TrustedKeys NOBODY = TrustedKeys.of(Map.of());

  @TempDir private Path folder;

  private final InMemoryAvro avro = new InMemoryAvro();

  /** As compaction leaves it: the last record of each key, in the order they were written. */
  private final Map<String, Written> topic = new LinkedHashMap<>();

  private Policies policies = new Policies(List.of(policy(", {do: STOP}")));
  private ControlKeys keys = new ControlKeys(NOBODY, NOBODY);
  private ControlBoard board = new ControlBoard();
  private Instant now = START;
  private ControlAdoption adoption = adoption();
  private long offset;

  @SuppressWarnings("ArrayRecordComponent") // Compared with nothing.
  private record Written(byte[] value, SourcePosition at) {}

  @AfterEach
  void close() {
    adoption.close();
  }

  @Test
  void shouldKeepThePersonsRecordWhereAPlaybookWritesInTheSameSecond() {
    // Given: it had not heard of the person's when it wrote its own
    Control persons = person(new Switch.Stop(), 600);
    send(persons);
    send(playbook(new Switch.Stop(), 300));
    assertThat(board.current().all()).containsExactly(persons);
    // When
    startAnew();
    // Then
    assertThat(topic).containsOnlyKeys("stop@d", "playbook/stop@d");
    assertThat(board.current().all()).containsExactly(persons);
    assertThat(adoption.refused().get("playbook/stop@d")).contains("a person has set that switch");
  }

  @Test
  void shouldComeToTheSameAfterThePersonsHasExpired() {
    // Given
    send(person(new Switch.Stop(), 60));
    send(playbook(new Switch.Stop(), 600));
    now = START.plusSeconds(61);
    adoption.sweep();
    assertThat(board.current().all()).isEmpty();
    // When
    startAnew();
    // Then
    assertThat(board.current().all())
        .as("what was refused then is not let now, by those that start later alone")
        .isEmpty();
    // When
    Control later = playbook(new Switch.Stop(), 600);
    send(later);
    // Then
    assertThat(board.current().all()).containsExactly(later);
  }

  @Test
  void shouldNotSetAgainAfterAStartWhatAPersonHasReplacedOrTakenBack() {
    // Given
    send(playbook(new Switch.Stop(), 600));
    send(playbook(new Switch.Force("c"), 600));
    send(person(new Switch.Normal("stop"), 0));
    Control forced = person(new Switch.Force("a"), 60);
    send(forced);
    assertThat(board.current().all()).containsExactly(forced);
    // When
    startAnew();
    // Then
    assertThat(board.current().all()).containsExactly(forced);
    // When
    now = START.plusSeconds(61);
    startAnew();
    // Then
    assertThat(board.current().all()).as("nor when the person's has expired").isEmpty();
  }

  @Test
  void shouldTakeWhatAPlaybookHasSetUnderTheKeyOfBeforeAndTakeItBack() {
    // Given
    Control stop = playbook(new Switch.Stop(), 600);
    send("stop@d", stop, null);
    assertThat(board.current().all()).containsExactly(stop);
    assertThat(adoption.refused()).isEmpty();
    // When
    send(playbook(new Switch.Normal("stop"), 0));
    // Then
    assertThat(board.current().all()).isEmpty();
    startAnew();
    assertThat(board.current().all()).isEmpty();
  }

  @Test
  void shouldTakeNoPersonsControlUnderAKeyOfPlaybooks() {
    Control stop = person(new Switch.Stop(), 60);

    send("playbook/stop@d", stop, null);

    assertThat(board.current().all()).isEmpty();
    assertThat(adoption.refused().get("playbook/stop@d")).contains("its key must be 'stop@d'");
  }

  @Test
  void shouldLetNoWithheldControlOfAPlaybookTakeThePlaceOfAPersons() {
    // Given
    policies.watch(() -> adoption.recheck());
    policies.activate(policy(""));
    send(playbook(new Switch.Stop(), 600));
    assertThat(adoption.refused().get("playbook/stop@d")).contains("no action of");
    Control persons = person(new Switch.Stop(), 60);
    send(persons);
    // When
    policies.activate(policy(", {do: STOP}"));
    // Then
    assertThat(board.current().all()).containsExactly(persons);
  }

  @Test
  void shouldJudgeWhatCameBeforeAnyPolicyOnceThereIsOne() {
    // Given
    policies = new Policies(List.of());
    startAnew();
    policies.watch(() -> adoption.recheck());
    send(playbook(new Switch.Stop(), 600));
    Control wanted = playbook(new Switch.Force("c"), 600);
    send(wanted);
    assertThat(board.current().all()).hasSize(2);
    // When
    policies.activate(policy(""));
    // Then
    assertThat(board.current().all()).containsExactly(wanted);
    assertThat(adoption.refused().get("playbook/stop@d")).contains("no action of");
  }

  @Test
  void shouldLetNoPlaybookApproveOfARunWhateverGoverns() {
    // When: no policy is there yet
    policies = new Policies(List.of());
    startAnew();
    send(playbook(new Switch.Approve("run"), 600));
    // Then
    assertThat(board.current().all()).isEmpty();
    assertThat(adoption.refused().values())
        .singleElement()
        .asString()
        .contains("no playbook sets switch");
  }

  @Test
  void shouldRefuseWhatAPlaybookIssuedBeforeAPersonTookItBack() {
    // Given
    Control late = playbook(new Switch.Stop(), 600);
    now = START.plusSeconds(1);
    send(person(new Switch.Normal("stop"), 0));
    // When
    send(late);
    // Then
    assertThat(board.current().all()).isEmpty();
    assertThat(adoption.refused().get("playbook/stop@d")).contains("issued before");
  }

  @Test
  void shouldRefuseAnUnsignedControlOfAPlaybookWhereControlsMustBeSigned() throws IOException {
    // Given
    KeyFiles.Pair olga = KeyFiles.generate("olga", folder);
    KeyFiles.Pair node = KeyFiles.generate("node", folder);
    keys = new ControlKeys(trusted(olga), trusted(node));
    startAnew();
    Control stop = playbook(new Switch.Stop(), 600);
    // When
    send(stop);
    // Then
    assertThat(board.current().all()).isEmpty();
    assertThat(adoption.refused().get("playbook/stop@d")).contains("no instance has signed it");
    // When
    ControlKey secret =
        Objects.requireNonNull(ControlKey.read("k", node.privateKey(), problem -> {}));
    send(stop.key(), stop, secret.sign(stop));
    // Then
    assertThat(board.current().all()).containsExactly(stop);
  }

  private static TrustedKeys trusted(KeyFiles.Pair pair) {
    return TrustedKeys.read(List.of(pair.publicKey()), problem -> {});
  }

  private Control person(Switch set, int seconds) {
    return control(set, "olga", seconds);
  }

  private Control playbook(Switch set, int seconds) {
    return control(set, "playbook:p", seconds);
  }

  private Control control(Switch set, String who, int seconds) {
    return Control.of("d", set, who, "a test", now, seconds == 0 ? null : now.plusSeconds(seconds));
  }

  private void send(Control control) {
    send(control.key(), control, null);
  }

  private void send(String key, Control control, byte @Nullable [] signature) {
    byte[] value = avro.serializer().serialize(TOPIC, ControlMapper.toAvro(control, signature));
    Written record = new Written(value, new SourcePosition(TOPIC, 0, offset++));
    topic.remove(key);
    topic.put(key, record);
    adoption.changed(key, record.value(), record.at());
  }

  /** Another process reads what is left of the topic. */
  private void startAnew() {
    adoption.close();
    board = new ControlBoard();
    adoption = adoption();
    topic.forEach((key, record) -> adoption.changed(key, record.value(), record.at()));
  }

  private ControlAdoption adoption() {
    return new ControlAdoption(
        "here",
        board,
        policies,
        keys,
        avro.codecs(),
        event -> {},
        () -> now,
        new Telemetry(new SimpleMeterRegistry()));
  }

  private static Policy policy(String more) {
    return PolicyTexts.policy(
        """
        format: backstop-policy/1
        name: p
        version: 1.0.0
        domain: d
        owner: o
        deadline: 1h
        ladder:
          - {tier: a, kind: model, model: m, threshold: 0.5, budget: 10ms}
          - {tier: c, kind: default, label: x}
        playbooks: [{playbook: p, when: {tier: a}, actions: [{do: FORCE, tier: c}%s]}]
        """
            .formatted(more));
  }
}
