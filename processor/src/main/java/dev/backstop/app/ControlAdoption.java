package dev.backstop.app;

import dev.backstop.control.Control;
import dev.backstop.control.ControlBoard;
import dev.backstop.control.Controls;
import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.SourcePosition;
import dev.backstop.policy.Policies;
import dev.backstop.registry.ControlMapper;
import dev.backstop.registry.RegistryUnavailableException;
import dev.backstop.registry.WireCodec;
import dev.backstop.signing.TrustedKeys;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.adopt.AdoptStage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts operators' switches of the controls topic on the board, if they are sound, bear the
 * signature that is asked for, and come from somebody whom the policies in force let set them: what
 * was set before stays where one is not. Whose they may be is asked again when a policy comes into
 * force, so that instances agree in whatever order they heard of both. A switch that has expired
 * has no effect from that instant on; that it has is told, and it is taken off, soon after.
 */
final class ControlAdoption implements AdoptStage.Listener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ControlAdoption.class);
  private static final long RETRY_MILLIS = 1_000;
  private static final long SWEEP_MILLIS = 250;

  private final String instance;
  private final ControlBoard board;
  private final Policies policies;
  private final TrustedKeys trusted;
  private final WireCodec.Factory codecs;
  private final Consumer<AuditEvent> audit;
  private final InstantSource clock;
  private final Telemetry telemetry;

  /** By key, why what came there has no effect. */
  private final Map<String, String> refused = new ConcurrentSkipListMap<>();

  /** By key, where the last control that was taken came from, and when it was issued. */
  private final Map<String, Taken> taken = new HashMap<>();

  /** The offset of the newest record by its key: a retry must not undo what came after it. */
  private final Map<String, Long> newest = new ConcurrentSkipListMap<>();

  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "backstop-controls");
            thread.setDaemon(true);
            return thread;
          });

  /** By key, what only the policies in force are against. */
  private final Map<String, Withheld> withheld = new HashMap<>();

  private record Taken(Instant issuedAt, SourcePosition at) {}

  private record Withheld(Control control, SourcePosition at) {}

  ControlAdoption(
      String instance,
      ControlBoard board,
      Policies policies,
      TrustedKeys trusted,
      WireCodec.Factory codecs,
      Consumer<AuditEvent> audit,
      InstantSource clock,
      Telemetry telemetry) {
    this.instance = instance;
    this.board = board;
    this.policies = policies;
    this.trusted = trusted;
    this.codecs = codecs;
    this.audit = audit;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  /** From now on expired controls are taken off the board as time passes. */
  void watchTheClock() {
    var unused =
        later.scheduleWithFixedDelay(
            this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Why what came as a control has no effect, by its key; empty if all is well. */
  Map<String, String> refused() {
    return Map.copyOf(refused);
  }

  @Override
  public void changed(String key, byte @Nullable [] value, SourcePosition at) {
    newest.put(key, at.offset());
    attempt(key, value, at);
  }

  @Override
  public void close() {
    later.shutdownNow();
  }

  /** Takes off the board what has expired. */
  synchronized void sweep() {
    Controls before = board.current();
    if (before.all().isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    List<Control> gone = before.all().stream().filter(control -> !control.holds(now)).toList();
    if (gone.isEmpty()) {
      return;
    }
    show(before.holding(now));
    for (Control control : gone) {
      LOG.info("event=control_expired key={} control={}", control.key(), control.id());
      telemetry.controlChanged(Telemetry.ControlResult.EXPIRED);
      Taken from = taken.get(control.key());
      if (from != null) {
        note(
            AuditEvent.Kind.CONTROL_EXPIRED,
            "no longer: " + control.inWords() + "; the policy applies again",
            control.key(),
            control,
            from.at());
      }
    }
  }

  /** Asks again whose controls may have an effect: a policy has come into force. */
  synchronized void recheck() {
    Instant now = clock.instant();
    for (Control control : board.current().holding(now).all()) {
      List<String> problems = notTheirs(control);
      Taken from = taken.get(control.key());
      // A run takes back what it has set when its playbook is gone, and says so.
      if (!problems.isEmpty() && from != null && !control.ofPlaybook()) {
        show(board.current().without(control));
        withhold(control, problems, from.at());
      }
    }
    for (Withheld one : List.copyOf(withheld.values())) {
      Control control = one.control();
      if (!control.holds(now)) {
        withheld.remove(control.key());
      } else if (notTheirs(control).isEmpty()) {
        set(control, now, one.at());
      }
    }
  }

  private synchronized void attempt(String key, byte @Nullable [] value, SourcePosition at) {
    if (newest.getOrDefault(key, at.offset()) > at.offset()) {
      return;
    }
    try {
      take(key, value, at);
    } catch (RegistryUnavailableException e) {
      LOG.warn("event=control_waits cause=registry key={} offset={}", key, at.offset());
      refused.put(key, "the schema registry does not answer; it is tried again");
      var unused =
          later.schedule(() -> attempt(key, value, at), RETRY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      // The global thread would end, and the instance with it.
      refuse(key, List.of("it cannot be checked: " + e.getClass().getName()), null, at);
    }
  }

  private void take(String key, byte @Nullable [] value, SourcePosition at) {
    Instant now = clock.instant();
    // What came under the key before is over, whatever this is.
    withheld.remove(key);
    if (value == null) {
      // Nobody stands behind a deletion. Where nothing is set it does no harm.
      if (board.current().holding(now).all().stream().anyMatch(set -> set.key().equals(key))) {
        refuse(
            key, List.of("its record was deleted: a return to normal says who and why"), null, at);
      }
      return;
    }
    WireCodec.Decoded<dev.backstop.v1.Control> decoded;
    try (WireCodec codec = codecs.create()) {
      decoded = codec.decode(at.topic(), value, dev.backstop.v1.Control.class);
    }
    if (decoded instanceof WireCodec.Unreadable<dev.backstop.v1.Control> unreadable) {
      refuse(key, List.of(unreadable.why()), null, at);
      return;
    }
    dev.backstop.v1.Control record = ((WireCodec.Read<dev.backstop.v1.Control>) decoded).record();
    List<String> problems = new ArrayList<>();
    Optional<Control> read = ControlMapper.fromAvro(record, problems::add);
    if (read.isEmpty()) {
      refuse(key, problems, null, at);
      return;
    }
    Control control = read.get();
    problems.addAll(control.problems(key, now));
    problems.addAll(trusted.problems(control, ControlMapper.signature(record)));
    Taken before = taken.get(key);
    if (before != null && control.issuedAt().isBefore(before.issuedAt())) {
      // Else somebody who cannot sign could bring back what was signed once.
      problems.add("it was issued before what it would replace");
    }
    if (!problems.isEmpty()) {
      if (control.holds(now)) {
        refuse(key, problems, control, at);
      }
      return;
    }
    List<String> notTheirs = notTheirs(control);
    if (notTheirs.isEmpty()) {
      set(control, now, at);
    } else if (control.holds(now)) {
      withhold(control, notTheirs, at);
    }
  }

  private List<String> notTheirs(Control control) {
    return control.notTheirs(policies.governing(control.domain()));
  }

  private void withhold(Control control, List<String> problems, SourcePosition at) {
    withheld.put(control.key(), new Withheld(control, at));
    refuse(control.key(), problems, control, at);
  }

  private void set(Control control, Instant now, SourcePosition at) {
    Controls before = board.current();
    Controls after = before.with(control).holding(now);
    taken.put(control.key(), new Taken(control.issuedAt(), at));
    withheld.remove(control.key());
    refused.remove(control.key());
    show(after);
    if (before.all().equals(after.all())) {
      return;
    }
    LOG.info(
        "event=control_set key={} control={} kind={} by={}",
        control.key(),
        control.id(),
        control.set().kind(),
        control.who());
    telemetry.controlChanged(
        control.clears() ? Telemetry.ControlResult.CLEARED : Telemetry.ControlResult.SET);
    note(AuditEvent.Kind.CONTROL_SET, control.inWords(), control.key(), control, at);
  }

  private void refuse(
      String key, List<String> problems, @Nullable Control control, SourcePosition at) {
    String why = String.join("; ", problems);
    LOG.warn("event=control_refused key={} offset={} why={}", key, at.offset(), why);
    refused.put(key, why);
    telemetry.controlChanged(Telemetry.ControlResult.REFUSED);
    note(
        AuditEvent.Kind.CONTROL_REFUSED,
        "the control was refused, and what was set before stays: " + why,
        key,
        control,
        at);
  }

  private void show(Controls controls) {
    board.set(controls);
    telemetry.controlsInForce(controls.all().size());
  }

  private void note(
      AuditEvent.Kind kind,
      String description,
      String key,
      @Nullable Control control,
      SourcePosition at) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("key", key);
    details.put("instance", instance);
    if (control != null) {
      details.put("control", control.id());
      details.put("domain", control.domain());
      details.put("kind", control.set().kind().name());
      details.put("why", control.why());
      details.put("issuedAt", control.issuedAt().toString());
      if (control.expiresAt() != null) {
        details.put("expiresAt", control.expiresAt().toString());
      }
    }
    String actor = control == null ? null : control.who();
    audit.accept(new AuditEvent(kind, null, actor, description, details, at, clock.instant()));
  }
}
