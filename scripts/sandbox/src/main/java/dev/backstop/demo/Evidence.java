package dev.backstop.demo;

import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.DeadLetter;
import dev.backstop.v1.ReviewTask;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that a client has seen, as values.
 *
 * @param sent in the order of acknowledgement
 * @param answers in the order of each partition
 */
record Evidence(
    List<Sent> sent,
    List<Answer> answers,
    List<DeadLetter> deadLetters,
    List<AuditEvent> audit,
    List<ReviewTask> tasks,
    List<VerdictSent> verdicts) {

  Evidence {
    sent = List.copyOf(sent);
    answers = List.copyOf(answers);
    deadLetters = List.copyOf(deadLetters);
    audit = List.copyOf(audit);
    tasks = List.copyOf(tasks);
    verdicts = List.copyOf(verdicts);
  }

  /** The acknowledged questions, by request id. */
  Map<String, Sent> questions() {
    return of(Planned.Question.class)
        .collect(Collectors.toMap(one -> one.planned().key(), Function.identity(), (a, b) -> a));
  }

  /** The acknowledged records of one kind. */
  Stream<Sent> of(Class<? extends Planned> kind) {
    return sent.stream().filter(one -> kind.isInstance(one.planned()));
  }

  /** All decisions, by request id. */
  Map<String, List<Answer>> answersById() {
    return answers.stream().collect(Collectors.groupingBy(Answer::requestId));
  }

  /** The terminal decisions, by request id. */
  Map<String, List<Answer>> terminalById() {
    return terminal().collect(Collectors.groupingBy(Answer::requestId));
  }

  Stream<Answer> terminal() {
    return answers.stream().filter(Answer::terminal);
  }

  Stream<VerdictSent> verdicts(VerdictSent.Role role) {
    return verdicts.stream().filter(verdict -> verdict.role() == role);
  }
}
