package dev.backstop.verify.check;

import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.SourcePosition;
import dev.backstop.topology.names.Topic;
import dev.backstop.verify.history.Answer;
import dev.backstop.verify.history.Fate;
import dev.backstop.verify.history.History;
import dev.backstop.verify.history.Letter;
import dev.backstop.verify.history.Note;
import dev.backstop.verify.history.RequestRead;
import dev.backstop.verify.history.Sent;
import dev.backstop.verify.history.Task;
import dev.backstop.verify.history.VerdictRead;
import dev.backstop.verify.plan.Planned;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A history with the look-ups that several invariants need. */
public final class Facts {
  private final History history;
  private final Map<String, List<Answer>> terminal = new HashMap<>();
  private final Map<String, List<Answer>> provisional = new HashMap<>();
  private final Map<String, List<Task>> tasks = new HashMap<>();
  private final Map<String, List<Task>> beside = new HashMap<>();
  private final Set<SourcePosition> besideVerdicts = new HashSet<>();
  private final Map<SourcePosition, List<Letter>> letters = new HashMap<>();
  private final Map<SourcePosition, RequestRead> requests = new HashMap<>();
  private final Map<String, Integer> copies = new HashMap<>();
  private final Map<String, List<Note>> notes = new HashMap<>();
  private final Map<String, Planned.Question> questions = new HashMap<>();
  private final Map<String, List<Letter>> dead = new HashMap<>();
  private final Map<SourcePosition, Planned.Bad> badPlaces = new HashMap<>();
  private final Map<String, Planned.Bad> badKeys = new HashMap<>();

  private final @Nullable Instant firstBreakerMove;

  public Facts(History history) {
    this.history = history;
    for (Answer answer : history.answers()) {
      into(answer.terminal() ? terminal : provisional, answer.requestId(), answer);
    }
    for (Task task : history.tasks()) {
      into(task.beside() ? beside : tasks, task.requestId(), task);
    }
    for (VerdictRead verdict : history.verdicts()) {
      if (ReviewTask.isBeside(verdict.requestId(), verdict.taskId())) {
        besideVerdicts.add(verdict.at());
      }
    }
    for (RequestRead request : history.requests()) {
      requests.put(request.at(), request);
      copies.merge(request.key(), 1, Integer::sum);
    }
    Instant firstMove = null;
    for (Note note : history.notes()) {
      if (note.kind() == AuditEvent.Kind.BREAKER_MOVED
          && (firstMove == null || note.when().isBefore(firstMove))) {
        firstMove = note.when();
      }
      if (note.requestId() != null) {
        into(notes, note.requestId(), note);
      }
    }
    firstBreakerMove = firstMove;
    for (Sent sent : history.sent()) {
      if (sent.what() instanceof Planned.Question question && sent.fate() != Fate.FAILED) {
        questions.put(question.key(), question);
      } else if (sent.what() instanceof Planned.Bad bad && sent.at() != null) {
        badPlaces.put(sent.at(), bad);
      } else if (sent.what() instanceof Planned.Bad bad) {
        badKeys.put(bad.key(), bad);
      }
    }
    for (Letter letter : history.letters()) {
      into(letters, letter.source(), letter);
      String id = concerned(letter);
      if (id != null) {
        into(dead, id, letter);
      }
    }
  }

  /** The request that a letter is about; null if it is about a verdict, or a record sent bad. */
  private @Nullable String concerned(Letter letter) {
    RequestRead record = requests.get(letter.source());
    boolean sentBad = record != null && bad(record) != null;
    if (sentBad || letter.source().topic().equals(topic(Topic.VERDICTS))) {
      return null;
    }
    return letter.requestId() != null || record == null ? letter.requestId() : record.key();
  }

  private static <K, V> void into(Map<K, List<V>> map, K key, V value) {
    map.computeIfAbsent(key, any -> new ArrayList<>(1)).add(value);
  }

  public History history() {
    return history;
  }

  /** When the first breaker moved; null if none did. */
  @Nullable Instant firstBreakerMove() {
    return firstBreakerMove;
  }

  String topic(Topic topic) {
    return topic.with(history.prefix());
  }

  List<Answer> terminal(String requestId) {
    return terminal.getOrDefault(requestId, List.of());
  }

  Set<String> decided() {
    return terminal.keySet();
  }

  List<Answer> provisional(String requestId) {
    return provisional.getOrDefault(requestId, List.of());
  }

  Set<String> provisionallyDecided() {
    return provisional.keySet();
  }

  /** The questions that stand beside a decision, by request. */
  Map<String, List<Task>> beside() {
    return beside;
  }

  /** Whether a verdict stands there that answers a question beside a decision. */
  boolean isOfBeside(SourcePosition verdict) {
    return besideVerdicts.contains(verdict);
  }

  /** The questions that make the decision. */
  List<Task> tasks(String requestId) {
    return tasks.getOrDefault(requestId, List.of());
  }

  Map<String, List<Task>> tasks() {
    return tasks;
  }

  List<Letter> letters(SourcePosition source) {
    return letters.getOrDefault(source, List.of());
  }

  /** The dead letters on the request, wherever it died, but for those of its verdicts. */
  List<Letter> dead(String requestId) {
    return dead.getOrDefault(requestId, List.of());
  }

  /**
   * What was sent there that is no request; null if it is one. Where a record stands tells that
   * best; of a send with an unknown fate, only the key is known.
   */
  Planned.@Nullable Bad bad(RequestRead record) {
    Planned.Bad bad = badPlaces.get(record.at());
    boolean byKey = bad == null && !questions.containsKey(record.key());
    return byKey ? badKeys.get(record.key()) : bad;
  }

  List<Note> notes(String requestId) {
    return notes.getOrDefault(requestId, List.of());
  }

  /** Each request that was sent, by id, unless the send failed. */
  Map<String, Planned.Question> questions() {
    return questions;
  }

  /** The requests topic, by place. */
  Map<SourcePosition, RequestRead> requests() {
    return requests;
  }

  /** How often an id stands on the requests topic. */
  Map<String, Integer> copies() {
    return copies;
  }

  /** Whether the request waits for a person: it has a task and no terminal decision. */
  boolean isPending(String requestId) {
    return !tasks(requestId).isEmpty() && terminal(requestId).isEmpty();
  }
}
