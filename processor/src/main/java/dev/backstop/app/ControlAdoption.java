package dev.backstop.app;

import dev.backstop.control.Control;
import dev.backstop.control.ControlBoard;
import dev.backstop.control.Controls;
import dev.backstop.control.Leave;
import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.SourcePosition;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.registry.RegistryUnavailableException;
import dev.backstop.registry.WireCodec;
import dev.backstop.signing.ControlKeys;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.adopt.AdoptStage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
 * was set before stays where one is not. One of every domain has an effect wherever the policy lets
 * it. Whose they may be is asked again when a policy comes into force, so that instances agree in
 * whatever order they heard of both. A switch that has expired has no effect from that instant on;
 * that it has is told, and it is taken off, soon after.
 */
final class ControlAdoption implements AdoptStage.Listener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ControlAdoption.class);
  private static final long RETRY_MILLIS = 1_000;
  private static final long SWEEP_MILLIS = 250;

  private final ControlBoard board;
  private final Policies policies;
  private final ControlRecords records;
  private final InstantSource clock;
  private final Telemetry telemetry;
  private final ControlNews news;

  /** By key, why what came there has no effect. */
  private final Map<String, String> refused = new ConcurrentSkipListMap<>();

  private final TakenControls taken = new TakenControls();

  /** The offset of the newest record by its key: a retry must not undo what came after it. */
  private final Map<String, Long> newest = new ConcurrentSkipListMap<>();

  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(new DaemonThreads("controls"));

  ControlAdoption(
      String instance,
      ControlBoard board,
      Policies policies,
      ControlKeys trusted,
      WireCodec.Factory codecs,
      Consumer<AuditEvent> audit,
      InstantSource clock,
      Telemetry telemetry) {
    this.board = board;
    this.policies = policies;
    this.records = new ControlRecords(codecs, trusted);
    this.clock = clock;
    this.telemetry = telemetry;
    this.news = new ControlNews(instance, audit, clock, telemetry);
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

  /** Takes off the board what has expired. It must not throw: it would be the last time. */
  void sweep() {
    try {
      expire();
    } catch (RuntimeException e) {
      LOG.error("event=controls_not_swept cause={}", e.getClass().getName(), e);
    }
  }

  private synchronized void expire() {
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
      TakenControls.Entry from = taken.of(control);
      news.expired(control, from == null ? null : from.at());
      forgetPlaybooks(control);
    }
    release(now);
  }

  /** Asks again whose controls may have an effect, and where: a policy has come into force. */
  void recheck() {
    try {
      limit();
    } catch (RuntimeException e) {
      // Whoever put the policy in force has done so, and has more to do.
      LOG.error("event=controls_not_rechecked cause={}", e.getClass().getName(), e);
      var unused = later.schedule(this::recheck, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void limit() {
    Instant now = clock.instant();
    for (Control control : board.current().holding(now).all()) {
      List<Policy> governing = governing(control);
      Leave leave = Leave.of(control, governing);
      TakenControls.Entry from = taken.of(control);
      // A run takes back what it has set when its playbook is gone, and says so. What came before
      // any policy did was never judged.
      boolean left = control.ofPlaybook() && from != null && (from.judged() || governing.isEmpty());
      if (from == null || left) {
        continue;
      }
      if (leave.nowhere()) {
        show(board.current().without(control));
        withhold(from, leave.problems(null));
        continue;
      }
      if (control.ofPlaybook()) {
        taken.take(from.judged(true));
      }
      if (!leave.equals(board.current().leave(control))) {
        show(board.current().with(control, leave));
        tell(control, leave, from.at());
      }
    }
    release(now);
  }

  /** Sets what was withheld, where nothing is against it any more. */
  private void release(Instant now) {
    for (TakenControls.Entry one : taken.withheld()) {
      Control control = one.control();
      List<Policy> governing = governing(control);
      Leave leave = Leave.of(control, governing);
      if (!control.holds(now)) {
        taken.forget(control.key());
      } else if (against(control, leave, now).isEmpty()
          && taken.problems(control, one.at(), now).isEmpty()) {
        set(one.judged(!governing.isEmpty()), leave, now);
      }
    }
  }

  private synchronized void attempt(String key, byte @Nullable [] value, SourcePosition at) {
    // Of another key nothing counts here: it may be refused. What was taken of it is seen later.
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
    taken.forget(key);
    if (value == null) {
      // Nobody stands behind a deletion. Where nothing is set it does no harm.
      if (board.current().holding(now).all().stream().anyMatch(set -> taken.isOf(set, key))) {
        refuse(
            key, List.of("its record was deleted: a return to normal says who and why"), null, at);
      }
      return;
    }
    ControlRecords.Came came = records.read(key, value, at, now);
    Control control = came.control();
    if (control == null) {
      refuse(key, came.problems(), null, at);
      return;
    }
    List<String> problems = new ArrayList<>(came.problems());
    taken.forget(control.key());
    problems.addAll(taken.problems(control, at, now));
    if (!problems.isEmpty()) {
      if (control.holds(now)) {
        refuse(key, problems, control, at);
      }
      return;
    }
    List<Policy> governing = governing(control);
    Leave leave = Leave.of(control, governing);
    List<String> against = against(control, leave, now);
    TakenControls.Entry entry = new TakenControls.Entry(key, control, at, !governing.isEmpty());
    if (against.isEmpty()) {
      set(entry, leave, now);
    } else if (control.holds(now)) {
      withhold(entry, against);
    }
  }

  /** Why a playbook's was refused where a person's stood is of no interest any more. */
  private void forgetPlaybooks(Control persons) {
    if (!persons.ofPlaybook()) {
      refused.remove(Control.ofPlaybooks(persons.place()));
    }
  }

  /** To be asked once for each judgement: one that comes into force meanwhile judges it later. */
  private List<Policy> governing(Control control) {
    return policies.governing(control.domain());
  }

  /** What the policies have against it: in itself, or in the place of what is set. */
  private List<String> against(Control control, Leave leave, Instant now) {
    Leave replaced =
        board.current().holding(now).all().stream()
            .filter(set -> set.place().equals(control.place()))
            .findFirst()
            .map(set -> Leave.of(set, governing(set)))
            .orElse(null);
    return leave.problems(replaced);
  }

  private void withhold(TakenControls.Entry entry, List<String> problems) {
    taken.withhold(entry);
    refuse(entry.control().key(), problems, entry.control(), entry.at());
  }

  private void set(TakenControls.Entry entry, Leave leave, Instant now) {
    Control control = entry.control();
    Controls before = board.current();
    Controls after = before.with(control, leave).holding(now);
    taken.take(entry);
    forgetPlaybooks(control);
    refused.remove(control.key());
    show(after);
    if (!before.all().equals(after.all()) || !before.leave(control).equals(after.leave(control))) {
      tell(control, leave, entry.at());
    }
  }

  private void tell(Control control, Leave leave, SourcePosition at) {
    news.set(control, leave, at);
    if (control.clears() || leave.equals(Leave.EVERYWHERE)) {
      refused.remove(control.key());
    } else {
      refused.put(control.key(), leave.inWords());
    }
  }

  private void refuse(
      String key, List<String> problems, @Nullable Control control, SourcePosition at) {
    refused.put(key, news.refused(key, problems, control, at));
  }

  private void show(Controls controls) {
    board.set(controls);
    telemetry.controlsInForce(controls.all().size());
  }
}
