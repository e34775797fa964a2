package dev.backstop.cli;

import dev.backstop.cli.story.DecisionWords;
import dev.backstop.cli.story.ReviewWords;
import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.Decision;
import dev.backstop.domain.LabelledExample;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.Verdict;
import dev.backstop.registry.ReviewMapper;
import dev.backstop.topology.names.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes verdicts and tells what came of them. */
final class ReviewDesk {

  private final Session session;
  private final Answers answers;
  private final Terminal terminal;
  private final boolean json;
  private final Duration patience;

  /** Labels that came since the desk was opened, by their task. */
  private final Map<String, LabelledExample> labelled = new HashMap<>();

  /** Decisions that came since the desk was opened, by the place of their request. */
  private final Map<String, Decision> decided = new HashMap<>();

  ReviewDesk(Session session, Answers answers, Terminal terminal, boolean json, Duration patience) {
    this.session = session;
    this.answers = answers;
    this.terminal = terminal;
    this.json = json;
    this.patience = patience;
  }

  /** Whether the task was decided since the tasks were read; says so if it was. */
  boolean answeredMeanwhile(ReviewTask task) {
    answers.poll(Set.of(task.requestId()), Duration.ofMillis(50)).forEach(this::keep);
    if (task.standsBeside()) {
      LabelledExample example = labelled.get(task.taskId());
      if (example != null) {
        tell("request " + task.requestId() + " was answered meanwhile:", example);
      }
      return example != null;
    }
    Decision decision = decided.get(task.source().toLineage());
    if (decision == null) {
      return false;
    }
    tell("request " + task.requestId() + " was answered meanwhile:", decision);
    return true;
  }

  /** Writes the verdict, waits for what comes of it, and returns the exit code. */
  int hand(ReviewTask task, Verdict verdict) {
    byte[] value = session.encode(Topic.VERDICTS, ReviewMapper.toAvro(verdict));
    session.send(Topic.VERDICTS, task.requestId(), value);
    long deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < deadline) {
      List<Answers.Answer> came = answers.poll(Set.of(task.requestId()), Duration.ofMillis(200));
      came.forEach(this::keep);
      LabelledExample example = labelled.get(task.taskId());
      if (task.standsBeside() && example != null) {
        boolean ours = verdict.reviewer().equals(example.reviewer());
        tell(whose(ours), example);
        return ours ? ExitCode.OK : ExitCode.NO;
      }
      Decision decision = task.standsBeside() ? null : decided.get(task.source().toLineage());
      if (decision != null) {
        boolean ours =
            verdict.reviewer().equals(decision.reviewer())
                && (verdict.label() == null || Objects.equals(verdict.label(), decision.label()));
        tell(whose(ours), decision);
        return ours ? ExitCode.OK : ExitCode.NO;
      }
      for (Answers.Answer answer : came) {
        if (isHeard(answer, verdict)) {
          terminal.note(
              "your answer is in, and another reviewer must give the same: "
                  + ((Answers.Noted) answer).event().description());
          return ExitCode.OK;
        }
        String refusal = refusal(answer, verdict);
        if (refusal != null) {
          terminal.note("your answer had no effect: " + refusal);
          return ExitCode.NO;
        }
      }
    }
    terminal.note(
        "your answer is written, but "
            + (task.standsBeside() ? "no label" : "no decision")
            + " came within "
            + patience.toSeconds()
            + " s: is a processor with the role review running? 'backstop explain "
            + task.requestId()
            + "' tells where it is");
    return ExitCode.NO;
  }

  private static String whose(boolean ours) {
    return ours ? "your answer is in:" : "it was answered meanwhile, your answer came late:";
  }

  private void keep(Answers.Answer answer) {
    if (answer instanceof Answers.Labelled found) {
      labelled.put(found.example().taskId(), found.example());
    }
    if (answer instanceof Answers.Decided made && made.decision().status().isTerminal()) {
      decided.put(made.decision().source().toLineage(), made.decision());
    }
  }

  /** Whether the verdict counts and closes no review yet. */
  private static boolean isHeard(Answers.Answer answer, Verdict verdict) {
    return answer instanceof Answers.Noted noted
        && noted.event().kind().equals(AuditEvent.Kind.VERDICT_HEARD.name())
        && verdict.reviewer().equals(noted.event().actor());
  }

  private static @Nullable String refusal(Answers.Answer answer, Verdict verdict) {
    if (answer instanceof Answers.Refused refused && refused.cause().equals("REFUSED_VERDICT")) {
      return refused.why();
    }
    return answer instanceof Answers.Noted noted && verdict.reviewer().equals(noted.event().actor())
        ? noted.event().description()
        : null;
  }

  private void tell(String how, LabelledExample example) {
    if (json) {
      terminal.json(example);
    } else {
      terminal.say(how);
      terminal.say(ReviewWords.label(example));
    }
  }

  private void tell(String how, Decision decision) {
    if (json) {
      terminal.json(Json.of(decision));
    } else {
      terminal.say(how);
      terminal.say(DecisionWords.lines(decision));
    }
  }
}
