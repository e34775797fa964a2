package dev.backstop.cli;

import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.Drill;
import dev.backstop.domain.Request;
import dev.backstop.domain.SourcePosition;
import dev.backstop.drill.DrillJudge;
import dev.backstop.drill.DrillMark;
import dev.backstop.drill.DrillPlan;
import dev.backstop.drill.DrillPlan.Phase;
import dev.backstop.drill.DrillPlan.Planned;
import dev.backstop.drill.DrillReport;
import dev.backstop.drill.Scenario;
import dev.backstop.drill.Seen;
import dev.backstop.registry.DeadLetterMapper;
import dev.backstop.registry.RequestMapper;
import dev.backstop.signing.Signatures;
import dev.backstop.topology.names.Header;
import dev.backstop.topology.names.Topic;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * One run of a drill against a running fleet: sends marked copies, and reads what becomes of them.
 */
final class DrillRun {

  /** How long after its deadline a decision is still awaited: a group may be balanced meanwhile. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Session session;
  private final InstantSource clock;
  private final PrivateKey key;
  private final String who;
  private final String domain;
  private final Duration deadline;
  private final Duration pace;
  private final Terminal terminal;
  private final Map<String, Seen> seen = new HashMap<>();
  private @Nullable SourcePosition first;

  DrillRun(
      Session session,
      InstantSource clock,
      PrivateKey key,
      String who,
      String domain,
      Duration deadline,
      Duration pace,
      Terminal terminal) {
    this.session = session;
    this.clock = clock;
    this.key = key;
    this.who = who;
    this.domain = domain;
    this.deadline = deadline;
    this.pace = pace;
    this.terminal = terminal;
  }

  /** Runs it, and writes what was found to the audit topic. */
  DrillReport run(DrillPlan plan, List<Request> originals) {
    Instant startedAt = clock.instant();
    try (Answers answers = Answers.from(session)) {
      for (Phase phase : Phase.values()) {
        List<Planned> records = plan.in(phase);
        terminal.note(plan.run() + ": " + records.size() + " copies " + inWords(phase));
        for (Planned planned : records) {
          send(plan.scenario(), planned, originals.get(planned.copy()));
          take(answers, pace);
        }
        await(answers);
      }
    }
    DrillReport report = DrillJudge.judge(plan, domain, who, startedAt, seen);
    keep(report);
    return report;
  }

  private void send(Scenario scenario, Planned planned, Request original) {
    Instant now = clock.instant();
    Instant due = now.plus(deadline);
    boolean waits = scenario == Scenario.NO_REVIEWERS;
    Request copy = DrillCopies.copy(original, planned.requestId(), now, due, waits);
    DrillMark mark =
        Signatures.mark(
            key, who, planned.drill(), now.plus(Duration.ofMinutes(5)), planned.requestId());
    RecordHeaders headers = new RecordHeaders();
    headers.add(Header.DRILL, mark.toHeader());
    byte[] value = session.encode(Topic.REQUESTS, RequestMapper.toAvro(copy));
    SourcePosition at = session.send(Topic.REQUESTS, planned.requestId(), value, headers);
    first = first == null ? at : first;
    seen.put(planned.requestId(), Seen.sent(now, due));
  }

  private void await(Answers answers) {
    Instant last = clock.instant().plus(deadline).plus(PATIENCE);
    while (clock.instant().isBefore(last) && !seen.values().stream().allMatch(Seen::ended)) {
      take(answers, Duration.ofMillis(200));
    }
  }

  /** Takes what comes within that time. */
  private void take(Answers answers, Duration span) {
    long end = System.nanoTime() + span.toNanos();
    Duration left = span;
    do {
      for (Answers.Answer answer : answers.poll(seen.keySet(), left)) {
        Seen one = seen.get(answer.requestId());
        if (one != null && answer instanceof Answers.Refused refused) {
          seen.put(answer.requestId(), one.refused(refused.why()));
        } else if (one != null
            && answer instanceof Answers.Decided decided
            && decided.decision().status().isTerminal()) {
          seen.put(answer.requestId(), one.decided(decided.decision(), clock.instant()));
        }
      }
      left = Duration.ofNanos(end - System.nanoTime());
    } while (!left.isNegative() && !left.isZero());
  }

  private void keep(DrillReport report) {
    SourcePosition at = first;
    if (at == null) {
      return;
    }
    AuditEvent event =
        new AuditEvent(
            AuditEvent.Kind.DRILL_RAN,
            null,
            who,
            DrillWords.sentence(report),
            DrillWords.details(report),
            at,
            clock.instant());
    session.send(
        Topic.AUDIT,
        Drill.PREFIX + report.run(),
        session.encode(Topic.AUDIT, DeadLetterMapper.toAvro(event)));
  }

  private static String inWords(Phase phase) {
    return switch (phase) {
      case BEFORE -> "before the fault";
      case DURING -> "with the fault";
      case AFTER -> "after the fault";
    };
  }
}
