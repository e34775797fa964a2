package dev.backstop.demo;

import dev.backstop.v1.Attempt;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.ReviewTask;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The figures of what was seen so far.
 *
 * <p>They balance: requests = final + pending + deadLettered + duplicates, once all is read.
 *
 * @param requests records acknowledged on the requests topic
 * @param terminal last words: FINAL and REJECTED decisions
 * @param rejected those of them that give no answer
 * @param pending acknowledged requests without a last word
 * @param deadLettered dead letters of the requests topic
 * @param duplicates requests whose id was taken before, by the audit
 * @param byTier terminal decisions by the tier that gave them
 * @param byReason terminal decisions by why the first tier did not give them
 * @param people acknowledged requests a person was asked about
 * @param mistakes verdicts in which the robot erred on purpose
 * @param latency from sending to reading the decision, where no person was asked
 * @param latencyWithPeople the same, where one was
 */
record Summary(
    long requests,
    long terminal,
    long rejected,
    long provisional,
    long pending,
    long deadLettered,
    long duplicates,
    Map<String, Long> byTier,
    Map<String, Long> byReason,
    Ratio people,
    Ratio mistakes,
    Accuracy accuracy,
    Percentiles latency,
    Percentiles latencyWithPeople) {

  /** What stands for "the first tier simply answered". */
  static final String NO_REASON = "none";

  private static final String PRIMARY = "primary";

  static Summary of(Evidence evidence) {
    List<Decision> terminal = evidence.terminal().map(Answer::decision).toList();
    Map<String, Sent> questions = evidence.questions();
    Set<String> answered =
        terminal.stream()
            .map(Decision::getRequestId)
            .collect(Collectors.toCollection(HashSet::new));
    Set<String> asked =
        evidence.tasks().stream()
            .map(ReviewTask::getRequestId)
            .collect(Collectors.toCollection(HashSet::new));
    List<VerdictSent> verdicts = evidence.verdicts(VerdictSent.Role.FIRST).toList();
    return new Summary(
        evidence.sent().size(),
        terminal.size(),
        count(terminal, decision -> decision.getStatus() == DecisionStatus.REJECTED),
        evidence.answers().size() - (long) terminal.size(),
        count(questions.keySet(), id -> !answered.contains(id)),
        count(
            evidence.deadLetters(),
            letter -> letter.getSource().getTopic().equals(Topics.REQUESTS)),
        count(evidence.audit(), event -> event.getKind() == AuditKind.DUPLICATE_REQUEST),
        tally(terminal, Decision::getTier),
        tally(
            terminal,
            decision -> decision.getReason() == null ? NO_REASON : decision.getReason().name()),
        new Ratio(count(questions.keySet(), asked::contains), questions.size()),
        new Ratio(count(verdicts, VerdictSent::mistaken), verdicts.size()),
        accuracy(terminal, questions),
        latency(evidence, questions, id -> !asked.contains(id)),
        latency(evidence, questions, asked::contains));
  }

  /** Over requests whose truth is known: the answers of records that were sent. */
  private static Accuracy accuracy(List<Decision> terminal, Map<String, Sent> questions) {
    List<Decision> finals =
        terminal.stream()
            .filter(decision -> decision.getStatus() == DecisionStatus.FINAL)
            .filter(decision -> questions.containsKey(decision.getRequestId()))
            .toList();
    Predicate<Decision> right = decision -> truth(questions, decision).equals(decision.getLabel());
    List<Decision> withPrimary =
        finals.stream().filter(decision -> primaryLabel(decision).isPresent()).toList();
    Map<String, List<Decision>> byTier =
        finals.stream()
            .collect(Collectors.groupingBy(Decision::getTier, TreeMap::new, Collectors.toList()));
    Map<String, Ratio> ratios = new TreeMap<>();
    byTier.forEach((tier, decisions) -> ratios.put(tier, ratio(decisions, right)));
    return new Accuracy(
        ratio(finals, right),
        ratio(
            terminal.stream()
                .filter(decision -> questions.containsKey(decision.getRequestId()))
                .filter(decision -> primaryLabel(decision).isPresent())
                .toList(),
            decision -> primaryLabel(decision).equals(Optional.of(truth(questions, decision)))),
        ratio(withPrimary, right),
        ratios);
  }

  private static String truth(Map<String, Sent> questions, Decision decision) {
    Sent sent = questions.get(decision.getRequestId());
    return sent != null && sent.planned() instanceof Planned.Question question
        ? question.application().label()
        : "unknown";
  }

  private static Optional<String> primaryLabel(Decision decision) {
    return decision.getAttempts().stream()
        .filter(attempt -> attempt.getTier().equals(PRIMARY))
        .map(Attempt::getLabel)
        .flatMap(label -> Optional.ofNullable(label).stream())
        .findFirst();
  }

  private static Percentiles latency(
      Evidence evidence, Map<String, Sent> questions, Predicate<String> of) {
    return Percentiles.of(
        evidence
            .terminal()
            .filter(answer -> of.test(answer.requestId()))
            .flatMap(
                answer ->
                    Optional.ofNullable(questions.get(answer.requestId()))
                        .map(sent -> Math.max(0, answer.seenAtMillis() - sent.atMillis()))
                        .stream())
            .toList());
  }

  private static <T> Ratio ratio(List<T> all, Predicate<T> counted) {
    return new Ratio(count(all, counted), all.size());
  }

  private static <T> long count(Iterable<T> all, Predicate<T> counted) {
    long count = 0;
    for (T one : all) {
      count += counted.test(one) ? 1 : 0;
    }
    return count;
  }

  private static Map<String, Long> tally(List<Decision> decisions, Function<Decision, String> by) {
    return decisions.stream()
        .collect(Collectors.groupingBy(by, TreeMap::new, Collectors.counting()));
  }
}
