package dev.backstop.demo;

import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.DeadLetter;
import dev.backstop.v1.ReviewTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where sender, robot and reader write down what they see. Safe for all of them at once. */
final class Journal {
  private final List<Sent> sent = new ArrayList<>();
  private final List<Answer> answers = new ArrayList<>();
  private final List<DeadLetter> deadLetters = new ArrayList<>();
  private final List<AuditEvent> audit = new ArrayList<>();
  private final List<ReviewTask> tasks = new ArrayList<>();
  private final List<VerdictSent> verdicts = new ArrayList<>();
  private Optional<String> failure = Optional.empty();

  synchronized void sent(Sent one) {
    sent.add(one);
  }

  synchronized void answered(Answer one) {
    answers.add(one);
  }

  synchronized void deadLettered(DeadLetter one) {
    deadLetters.add(one);
  }

  synchronized void audited(AuditEvent one) {
    audit.add(one);
  }

  synchronized void asked(ReviewTask one) {
    tasks.add(one);
  }

  synchronized void judged(VerdictSent one) {
    verdicts.add(one);
  }

  /** One of the clients cannot go on; the first to say so is heard. */
  synchronized void failed(String why) {
    if (failure.isEmpty()) {
      failure = Optional.of(why);
    }
  }

  synchronized Optional<String> failure() {
    return failure;
  }

  synchronized Evidence evidence() {
    return new Evidence(sent, answers, deadLetters, audit, tasks, verdicts);
  }
}
