package dev.backstop.verify.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run, as the checker judges it.
 *
 * @param prefix of the topics' names
 * @param sent what the producer sent, as it remembers it
 * @param requests the requests topic
 * @param answers the decisions topic
 * @param tasks the reviews topic
 * @param letters the dead-letters topic
 * @param notes the audit topic
 * @param verdicts the verdicts topic
 * @param verdictsSent what the reviewers sent, as they remember it
 * @param labels the feedback topic
 * @param live what the reader saw that ran during the faults, in its order
 * @param later what a reader saw from the beginning afterwards, in its order
 * @param balance of the meters in a phase without faults; null if the run has no such phase
 * @param settleSeconds from the last fault until all was decided; not a number if it never was
 */
public record History(
    String prefix,
    Known known,
    List<Sent> sent,
    List<RequestRead> requests,
    List<Answer> answers,
    List<Task> tasks,
    List<Letter> letters,
    List<Note> notes,
    List<VerdictRead> verdicts,
    List<VerdictSent> verdictsSent,
    List<Label> labels,
    List<Seen> live,
    List<Seen> later,
    List<End> ends,
    @Nullable Balance balance,
    double settleSeconds) {}
