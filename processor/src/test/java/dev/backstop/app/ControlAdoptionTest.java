package dev.backstop.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.PolicyTexts;
import dev.backstop.control.Control;
import dev.backstop.control.ControlBoard;
import dev.backstop.control.Switch;
import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.SourcePosition;
import dev.backstop.guard.Guarded;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.registry.ControlMapper;
import dev.backstop.registry.InMemoryAvro;
import dev.backstop.signing.ControlKeys;
import dev.backstop.signing.KeyFiles;
import dev.backstop.signing.Part;
import dev.backstop.signing.Signatures;
import dev.backstop.signing.TrustedKeys;
import dev.backstop.telemetry.Meter;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.v1.ControlKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlAdoptionTest {

  private static final String TOPIC = "backstop.controls";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String PLAYBOOK =
      "playbooks: [{playbook: to-people, when: {tier: a}, actions: [{do: STOP}]}]";

  @TempDir private Path folder;

  private final InMemoryAvro avro = new InMemoryAvro();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<AuditEvent> audit = new ArrayList<>();
  private final ControlBoard board = new ControlBoard();
  private final Policies policies = new Policies(List.of());
  private ControlAdoption adoption = adoption(List.of());
  private Instant now = START;
  private long offset;

  @AfterEach
  void close() {
    adoption.close();
  }

  @Test
  void shouldSetASwitchAndSayWhoAndWhy() {
    // Given
    Control stop = control(new Switch.Stop(), Duration.ofMinutes(1));
    // When
    send(stop);
    // Then
    assertThat(board.current().all()).containsExactly(stop);
    assertThat(count("SET")).isEqualTo(1);
    assertThat(meters.get(Meter.CONTROLS_ACTIVE.meterName()).gauge().value()).isEqualTo(1);
    assertThat(audit)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.kind()).isEqualTo(AuditEvent.Kind.CONTROL_SET);
              assertThat(event.actor()).isEqualTo("olga");
              assertThat(event.description()).isEqualTo("everything goes to people in domain 'd'");
              assertThat(event.details())
                  .containsEntry("control", stop.id())
                  .containsEntry("why", "a fire")
                  .containsEntry("instance", "here")
                  .containsEntry("expiresAt", "2026-01-01T00:01:00Z");
            });
  }

  @Test
  void shouldCountASwitchOnceThatComesTwice() {
    // Given
    Control stop = control(new Switch.Stop(), Duration.ofMinutes(1));
    // When
    send(stop);
    send(stop);
    // Then
    assertThat(count("SET")).isEqualTo(1);
    assertThat(audit).hasSize(1);
  }

  @Test
  void shouldClearASwitch() {
    // Given
    send(control(new Switch.Stop(), Duration.ofMinutes(1)));
    // When
    send(Control.of("d", new Switch.Normal("stop"), "olga", "it is out", now, null));
    // Then
    assertThat(board.current().all()).isEmpty();
    assertThat(count("CLEARED")).isEqualTo(1);
    assertThat(meters.get(Meter.CONTROLS_ACTIVE.meterName()).gauge().value()).isZero();
  }

  @Test
  void shouldTellOnceThatASwitchHasExpired() {
    // Given
    Control stop = control(new Switch.Stop(), Duration.ofMinutes(1));
    send(stop);
    send(control(new Switch.Off("a"), Duration.ofMinutes(2)));
    now = START.plusSeconds(60);
    // When
    adoption.sweep();
    adoption.sweep();
    // Then
    assertThat(board.current().all()).extracting(Control::key).containsExactly("tier/a@d");
    assertThat(count("EXPIRED")).isEqualTo(1);
    assertThat(audit.get(2).kind()).isEqualTo(AuditEvent.Kind.CONTROL_EXPIRED);
    assertThat(audit.get(2).details()).containsEntry("control", stop.id());
  }

  @Test
  void shouldPassOverInSilenceWhatHadExpiredBeforeItStarted() {
    // Given
    Control stop = control(new Switch.Stop(), Duration.ofMinutes(1));
    now = START.plusSeconds(3_600);
    // When
    send(stop);
    // Then
    assertThat(board.current().all()).isEmpty();
    assertThat(audit).isEmpty();
    assertThat(adoption.refused()).isEmpty();
  }

  @Test
  void shouldKeepWhatIsSetWhereWhatComesIsNotSound() {
    // Given
    Control stop = control(new Switch.Stop(), Duration.ofMinutes(1));
    send(stop);
    // When
    adoption.changed("stop@d", new byte[] {1, 2, 3}, next());
    // Then
    assertRefused("the value does not begin with a zero byte");
    // When
    send(control(new Switch.Stop(), Duration.ofDays(8)));
    // Then
    assertRefused("it is to last longer than 7 days");
    // When
    adoption.changed("stop@d", null, next());
    // Then
    assertRefused("its record was deleted");
    assertThat(board.current().all()).containsExactly(stop);
    assertThat(count("REFUSED")).isEqualTo(3);
  }

  @Test
  void shouldRefuseAKindOfALaterReleaseAndAnIdThatIsNotItsOwn() {
    // Given
    Control stop = control(new Switch.Stop(), Duration.ofMinutes(1));
    dev.backstop.v1.Control unknown = ControlMapper.toAvro(stop, null);
    unknown.setKind(ControlKind.UNKNOWN);
    dev.backstop.v1.Control forged = ControlMapper.toAvro(stop, null);
    forged.setId("0123456789abcdef");
    // When
    send("stop@d", unknown);
    // Then
    assertRefused("its kind is not known to this release");
    // When
    send("stop@d", forged);
    // Then
    assertRefused("its id is not that of its contents");
  }

  @Test
  void shouldNotBringBackWhatWasReplaced() {
    // Given
    Control stop = control(new Switch.Stop(), Duration.ofMinutes(5));
    send(stop);
    now = now.plusSeconds(1);
    send(Control.of("d", new Switch.Normal("stop"), "olga", "it is out", now, null));
    // When
    send(stop);
    // Then
    assertRefused("it was issued before what it would replace");
    assertThat(board.current().all()).isEmpty();
  }

  @Test
  void shouldForgetARefusalWhenASoundOneComes() {
    // Given
    adoption.changed("stop@d", new byte[] {1}, next());
    // When
    send(control(new Switch.Stop(), Duration.ofMinutes(1)));
    // Then
    assertThat(adoption.refused()).isEmpty();
  }

  @Test
  void shouldWorkByNoSwitchThatATrustedOperatorHasNotSigned() throws IOException {
    // Given
    KeyFiles.Pair olga = KeyFiles.generate("olga", folder);
    KeyFiles.Pair eve = KeyFiles.generate("eve", folder);
    adoption = adoption(List.of(olga.publicKey()));
    Control stop = control(new Switch.Stop(), Duration.ofMinutes(1));
    // When
    send(stop);
    // Then
    assertRefused("'olga' has not signed it");
    // When
    send("stop@d", ControlMapper.toAvro(stop, signature(eve, stop)));
    // Then
    assertRefused("the signature of 'olga' is not for this control");
    assertThat(board.current().all()).isEmpty();
    // When
    send("stop@d", ControlMapper.toAvro(stop, signature(olga, stop)));
    // Then
    assertThat(board.current().all()).containsExactly(stop);
    assertThat(adoption.refused()).isEmpty();
  }

  @Test
  void shouldNotLetAnUnsignedRecordThatHasExpiredTakeASwitchAway() throws IOException {
    // Given
    KeyFiles.Pair olga = KeyFiles.generate("olga", folder);
    adoption = adoption(List.of(olga.publicKey()));
    Control brief = control(new Switch.Stop(), Duration.ofMillis(1));
    Control stop = control(new Switch.Stop(), Duration.ofMinutes(1));
    now = START.plusSeconds(1);
    send("stop@d", ControlMapper.toAvro(stop, signature(olga, stop)));
    // When
    send(brief);
    // Then
    assertThat(board.current().all()).containsExactly(stop);
  }

  @Test
  void shouldRefuseAControlOfSomebodyWhomThePolicyDoesNotName() {
    // Given
    policies.activate(policy("d", "ben"));
    Control stop = control(new Switch.Stop(), Duration.ofMinutes(1));
    // When
    send(stop);
    // Then
    assertRefused("p@1.0.0");
    assertRefused("'olga' may not set controls where it is in force; by the policy may: ben");
    assertThat(board.current().all()).isEmpty();
    assertThat(count("REFUSED")).isEqualTo(1);
  }

  @Test
  void shouldSetAControlOfEveryDomainWhereThePolicyNamesItsOperator() {
    // Given
    policies.activate(policy("d", "olga"));
    policies.activate(policy("other", "ben"));
    Control stop = everywhere(new Switch.Stop(), "olga");
    // When
    send(stop);
    // Then
    assertThat(board.current().all()).containsExactly(stop);
    assertThat(board.current().forDomain("d").none()).isFalse();
    assertThat(board.current().forDomain("other").none()).isTrue();
    assertThat(board.current().forDomain("of no policy").none()).isFalse();
    assertThat(adoption.refused().get("stop@*"))
        .startsWith("without effect in domain 'other': p@1.0.0")
        .contains("'olga' may not");
    assertThat(audit)
        .singleElement()
        .satisfies(event -> assertThat(event.description()).contains("in domain 'other'"));
  }

  @Test
  void shouldKeepAStopOfEveryDomainWhenAPolicyOfOneTakesItsOperatorAway() {
    // Given
    activate(policy("d", "olga"));
    activate(policy("other", "olga"));
    Control stop = everywhere(new Switch.Stop(), "olga");
    send(stop);
    // When
    activate(policy("other", "ben", "1.1.0", ""));
    // Then
    assertThat(board.current().forDomain("d").none()).isFalse();
    assertThat(board.current().forDomain("other").none()).isTrue();
    // When
    activate(policy("other", "olga", "1.2.0", ""));
    // Then
    assertThat(board.current().forDomain("other").none()).isFalse();
    assertThat(adoption.refused()).isEmpty();
  }

  @Test
  void shouldRefuseAControlOfEveryDomainThatNoPolicyLets() {
    // Given
    policies.activate(policy("d", "ann"));
    policies.activate(policy("other", "ben"));
    // When
    send(everywhere(new Switch.Stop(), "olga"));
    // Then
    assertThat(adoption.refused().get("stop@*")).contains("ann", "ben");
    assertThat(board.current().all()).isEmpty();
  }

  @Test
  void shouldHoldTheDomainsWithoutAPolicyAgainstTheOneForAny() {
    // Given
    policies.activate(policy("d", "olga"));
    policies.activate(policy("'*'", "ben"));
    // When
    send(everywhere(new Switch.Stop(), "olga"));
    // Then
    assertThat(board.current().forDomain("d").none()).isFalse();
    assertThat(board.current().forDomain("any else").none()).isTrue();
    assertThat(board.current().forDomain("*").none()).isTrue();
  }

  @Test
  void shouldNotTakeAStopBackInADomainThroughAControlThatHasNoEffectThere() {
    // Given
    activate(policy("d", "olga"));
    activate(policy("other", "ben"));
    Control stop = everywhere(new Switch.Stop(), "olga");
    send(stop);
    // When
    now = now.plusSeconds(1);
    send(Control.of("*", new Switch.Normal("stop"), "ben", "no reason", now, null));
    // Then
    assertThat(adoption.refused().get("stop@*"))
        .contains("it would take back what is set in domain 'd'", "'ben' may not");
    assertThat(board.current().forDomain("d").none()).isFalse();
    // When
    Control his = everywhere(new Switch.Stop(), "ben");
    send(his);
    // Then
    assertThat(board.current().all()).containsExactly(stop);
    // When: what stood against it is over
    now = START.plusSeconds(60);
    adoption.sweep();
    // Then
    assertThat(board.current().all()).containsExactly(his);
    assertThat(board.current().forDomain("d").none()).isTrue();
    assertThat(board.current().forDomain("other").none()).isFalse();
  }

  @Test
  void shouldHoldABreakersControlAgainstThePoliciesThatAskTheModelAndNoOther() {
    // Given
    Switch open = new Switch.OpenBreaker(new Guarded("m", null));
    activate(policy("d", "olga"));
    activate(withoutModel("other", "ben"));
    Control held = everywhere(open, "olga");
    send(held);
    assertThat(board.current().all()).containsExactly(held);
    // When
    activate(policy("third", "ben"));
    // Then
    assertThat(board.current().all()).isEmpty();
    assertThat(adoption.refused().get("breaker/m|@*")).contains("'olga' may not");
  }

  @Test
  void shouldPutAPolicyInForceThoughItsControlsCannotBeHeldAgainstIt() {
    // Given
    AtomicBoolean broken = new AtomicBoolean();
    adoption =
        adoption(
            List.of(),
            event -> {
              if (broken.get()) {
                throw new IllegalStateException("the topic is gone");
              }
            });
    activate(policy("d", "olga"));
    send(control(new Switch.Stop(), Duration.ofMinutes(1)));
    broken.set(true);
    // When
    activate(policy("d", "ben", "1.1.0", ""));
    // Then
    assertThat(policies.forDomain("d")).map(policy -> policy.ref().version()).contains("1.1.0");
    assertThat(board.current().all()).isEmpty();
  }

  @Test
  void shouldNotLetSomebodyTakeBackASwitchWhoMayNotSetIt() {
    // Given
    policies.activate(policy("d", "olga"));
    Control stop = control(new Switch.Stop(), Duration.ofMinutes(1));
    send(stop);
    // When
    send(Control.of("d", new Switch.Normal("stop"), "eve", "no reason", now, null));
    // Then
    assertRefused("'eve' may not");
    assertThat(board.current().all()).containsExactly(stop);
  }

  @Test
  void shouldAgreeWithAnInstanceThatHearsOfThePolicyFirst() {
    // Given: heard before any policy, as after a start
    Control stop = control(new Switch.Stop(), Duration.ofMinutes(1));
    send(stop);
    assertThat(board.current().all()).containsExactly(stop);
    // When
    activate(policy("d", "ben"));
    // Then
    assertThat(board.current().all()).isEmpty();
    assertRefused("'olga' may not");
    assertThat(meters.get(Meter.CONTROLS_ACTIVE.meterName()).gauge().value()).isZero();
  }

  @Test
  void shouldWorkByAControlWhenAPolicyComesIntoForceThatNamesItsOperator() {
    // Given
    activate(policy("d", "ben"));
    Control stop = control(new Switch.Stop(), Duration.ofMinutes(1));
    send(stop);
    // When
    activate(policy("d", "olga"));
    // Then
    assertThat(board.current().all()).containsExactly(stop);
    assertThat(adoption.refused()).isEmpty();
    assertThat(audit.get(audit.size() - 1).kind()).isEqualTo(AuditEvent.Kind.CONTROL_SET);
  }

  @Test
  void shouldNotBringBackWhatHasExpiredMeanwhile() {
    // Given
    activate(policy("d", "ben"));
    send(control(new Switch.Stop(), Duration.ofMinutes(1)));
    now = START.plusSeconds(60);
    // When
    activate(policy("d", "olga"));
    // Then
    assertThat(board.current().all()).isEmpty();
  }

  @Test
  void shouldLetAPlaybookOfThePolicySetWhatItNamesNoOperatorFor() {
    // Given
    activate(policy("d", "ben", "1.0.0", PLAYBOOK));
    Control stop = ofPlaybook(new Switch.Stop(), START.plusSeconds(60));
    // When
    send(stop);
    // Then
    assertThat(board.current().all()).containsExactly(stop);
    assertThat(adoption.refused()).isEmpty();
  }

  @Test
  void shouldLetNoPlaybookTakeThePlaceOfWhatAPersonHasSetMeanwhile() {
    // Given
    activate(policy("d", "ben", "1.0.0", PLAYBOOK));
    send(ofPlaybook(new Switch.Stop(), START.plusSeconds(60)));
    Control longer =
        Control.of("d", new Switch.Stop(), "ben", "a fire", START, START.plusSeconds(600));
    send(longer);
    // When
    send(ofPlaybook(new Switch.Normal("stop"), null));
    // Then
    assertThat(board.current().all()).containsExactly(longer);
    assertThat(adoption.refused().get("playbook/stop@d"))
        .contains("a person has set that switch, and no playbook takes its place");
  }

  /** The registry was away when the playbook's came, and the playbook's clock is ahead. */
  @Test
  void shouldNotLetAPlaybooksRecordUndoAPersonsReturnToNormalThatCameAfterIt() {
    // Given
    activate(policy("d", "ben", "1.0.0", PLAYBOOK));
    Control stop =
        Control.of(
            "d",
            new Switch.Stop(),
            "playbook:to-people",
            "a run",
            START.plusSeconds(2),
            START.plusSeconds(60));
    SourcePosition earlier = next();
    send(Control.of("d", new Switch.Normal("stop"), "ben", "it is over", START, null));
    // When
    adoption.changed(
        stop.key(), avro.serializer().serialize(TOPIC, ControlMapper.toAvro(stop, null)), earlier);
    // Then
    assertThat(board.current().all()).isEmpty();
    assertThat(adoption.refused().get("playbook/stop@d"))
        .contains("it was issued before what it would replace");
  }

  @Test
  void shouldRefuseAControlOfAPlaybookThatNoPolicyHas() {
    // Given
    activate(policy("d", "ben"));
    // When
    send(ofPlaybook(new Switch.Stop(), START.plusSeconds(60)));
    // Then
    assertThat(adoption.refused().get("playbook/stop@d")).contains("'playbook:to-people'");
    assertThat(board.current().all()).isEmpty();
  }

  @Test
  void shouldLetARunTakeBackWhatItHasSetWhenItsPlaybookIsGone() {
    // Given
    activate(policy("d", "ben", "1.0.0", PLAYBOOK));
    Control stop = ofPlaybook(new Switch.Stop(), START.plusSeconds(60));
    send(stop);
    // When
    activate(policy("d", "ben", "1.1.0", ""));
    // Then
    assertThat(board.current().all()).containsExactly(stop);
    // When
    send(ofPlaybook(new Switch.Normal("stop"), null));
    // Then
    assertThat(board.current().all()).isEmpty();
    assertThat(adoption.refused()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"force", "tier/a", "audit-rate", "canary-share", "approve/run"})
  void shouldRefuseWhatNoActionOfThePlaybookSays(String slot) {
    // Given
    activate(policy("d", "ben", "1.0.0", PLAYBOOK));
    Switch other =
        switch (slot) {
          case "force" -> new Switch.Force("c");
          case "tier/a" -> new Switch.Off("a");
          case "audit-rate" -> new Switch.AuditRate(0.0);
          case "canary-share" -> new Switch.CanaryShare(1.0);
          default -> new Switch.Approve("run");
        };
    // When
    send(ofPlaybook(other, START.plusSeconds(60)));
    // Then
    assertThat(board.current().all()).isEmpty();
    boolean actions = List.of("force", "tier/a", "audit-rate").contains(slot);
    assertThat(adoption.refused().get("playbook/" + slot + "@d"))
        .contains(
            actions ? "no action of 'playbook:to-people'" : "no playbook sets switch '" + slot);
  }

  @Test
  void shouldRefuseAReturnToNormalOfWhatNoPlaybookSets() {
    activate(policy("d", "olga", "1.0.0", PLAYBOOK));

    send(ofPlaybook(new Switch.Normal("canary-share"), null));

    assertThat(adoption.refused().get("playbook/canary-share@d"))
        .contains("no playbook sets switch");
  }

  @Test
  void shouldLetAPlaybookSetSomethingWhereItsOwnPolicyGovernsAlone() {
    // Given
    activate(policy("d", "ben", "1.0.0", PLAYBOOK));
    // When
    send(
        Control.of(
            "*", new Switch.Stop(), "playbook:to-people", "a run", START, START.plusSeconds(60)));
    // Then
    assertThat(board.current().all()).isEmpty();
    assertThat(adoption.refused().get("playbook/stop@*")).contains("'playbook:to-people'");
  }

  private Control everywhere(Switch set, String who) {
    return Control.of("*", set, who, "a fire", now, now.plusSeconds(60));
  }

  private static Policy withoutModel(String domain, String operator) {
    return PolicyTexts.policy(
        """
        format: backstop-policy/1
        name: p
        version: 1.0.0
        domain: %s
        owner: o
        deadline: 1h
        people: {operators: [%s]}
        ladder:
          - {tier: c, kind: default, label: x}
        """
            .formatted(domain, operator));
  }

  private Control ofPlaybook(Switch set, @Nullable Instant until) {
    return Control.of("d", set, "playbook:to-people", "a run", START, until);
  }

  private void activate(Policy policy) {
    policies.watch(adoption::recheck);
    policies.activate(policy);
  }

  private static Policy policy(String domain, String operator) {
    return policy(domain, operator, "1.0.0", "");
  }

  private static Policy policy(String domain, String operator, String version, String more) {
    return PolicyTexts.policy(
        """
        format: backstop-policy/1
        name: p
        version: %s
        domain: %s
        owner: o
        deadline: 1h
        people: {operators: [%s]}
        ladder:
          - {tier: a, kind: model, model: m, threshold: 0.5, budget: 10ms}
          - {tier: c, kind: default, label: x}
        %s
        """
            .formatted(version, domain, operator, more));
  }

  private static byte[] signature(KeyFiles.Pair key, Control control) throws IOException {
    return Signatures.sign(
        KeyFiles.privateKey(key.privateKey()), Part.OPERATOR, "olga", control.canonical());
  }

  private void assertRefused(String why) {
    assertThat(adoption.refused().get("stop@d")).contains(why);
    AuditEvent last = audit.get(audit.size() - 1);
    assertThat(last.kind()).isEqualTo(AuditEvent.Kind.CONTROL_REFUSED);
    assertThat(last.description()).contains(why);
  }

  private double count(String result) {
    return meters.find(Meter.CONTROL_CHANGES.meterName()).tag("result", result).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  private Control control(Switch set, Duration span) {
    return Control.of("d", set, "olga", "a fire", START, START.plus(span));
  }

  private void send(Control control) {
    send(control.key(), ControlMapper.toAvro(control, null));
  }

  private void send(String key, dev.backstop.v1.Control record) {
    adoption.changed(key, avro.serializer().serialize(TOPIC, record), next());
  }

  private SourcePosition next() {
    return new SourcePosition(TOPIC, 0, offset++);
  }

  private ControlAdoption adoption(List<Path> keys) {
    return adoption(keys, audit::add);
  }

  private ControlAdoption adoption(List<Path> keys, Consumer<AuditEvent> told) {
    return new ControlAdoption(
        "here",
        board,
        policies,
        new ControlKeys(TrustedKeys.read(keys, problem -> {}), TrustedKeys.of(Map.of())),
        avro.codecs(),
        told,
        () -> now,
        new Telemetry(meters));
  }
}
