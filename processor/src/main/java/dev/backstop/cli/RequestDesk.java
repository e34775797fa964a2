package dev.backstop.cli;

import dev.backstop.cli.story.DecisionWords;
import dev.backstop.domain.SourcePosition;
import dev.backstop.domain.Status;
import dev.backstop.topology.names.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sends requests and tells what came of them. */
final class RequestDesk {

  private final Session session;
  private final Terminal terminal;
  private final boolean json;

  RequestDesk(Session session, Terminal terminal, boolean json) {
    this.session = session;
    this.terminal = terminal;
    this.json = json;
  }

  /** Sends, by request id, and waits for the broker alone. */
  void sendOnly(Map<String, byte[]> encoded) {
    List<Map<String, Object>> told = new ArrayList<>();
    send(encoded).forEach((id, at) -> told.add(sent(id, at)));
    if (json) {
      terminal.json(told);
    }
  }

  /** Sends, waits for what ends each of them, and returns the exit code. */
  int sendAndWait(Map<String, byte[]> encoded, Answers answers, Duration patience) {
    Map<String, SourcePosition> sent = send(encoded);
    Map<String, SourcePosition> open = new LinkedHashMap<>(sent);
    List<Map<String, Object>> told = new ArrayList<>();
    long deadline = System.nanoTime() + patience.toNanos();
    boolean good = true;
    while (!open.isEmpty() && System.nanoTime() < deadline) {
      for (Answers.Answer answer : answers.poll(sent.keySet(), Duration.ofMillis(200))) {
        SourcePosition at = open.get(answer.requestId());
        if (at != null && concerns(answer, at)) {
          tell(answer, at, told);
          if (ends(answer)) {
            open.remove(answer.requestId());
            good &=
                answer instanceof Answers.Decided decided
                    && decided.decision().status() == Status.FINAL;
          }
        }
      }
    }
    open.forEach((id, at) -> told.add(sent(id, at)));
    if (json) {
      terminal.json(told);
    }
    for (String id : open.keySet()) {
      terminal.note(
          "no final decision on "
              + id
              + " within "
              + patience.toSeconds()
              + " s: it may wait for a person, or no processor may be running; 'backstop explain "
              + id
              + "' tells");
    }
    return good && open.isEmpty() ? ExitCode.OK : ExitCode.NO;
  }

  private Map<String, SourcePosition> send(Map<String, byte[]> encoded) {
    Map<String, SourcePosition> sent = new LinkedHashMap<>();
    encoded.forEach(
        (id, value) -> {
          SourcePosition at = session.send(Topic.REQUESTS, id, value);
          sent.put(id, at);
          if (!json) {
            terminal.say("sent " + id + " as " + at.toLineage());
          }
        });
    return sent;
  }

  /** An id may have been used before; only answers to what was sent now are meant. */
  private static boolean concerns(Answers.Answer answer, SourcePosition sent) {
    if (answer instanceof Answers.Decided decided) {
      return decided.decision().source().equals(sent);
    }
    if (answer instanceof Answers.Refused refused) {
      return refused.source().equals(sent);
    }
    return sent.equals(((Answers.Noted) answer).event().source());
  }

  private static boolean ends(Answers.Answer answer) {
    return !(answer instanceof Answers.Decided decided) || decided.decision().status().isTerminal();
  }

  private void tell(Answers.Answer answer, SourcePosition sent, List<Map<String, Object>> told) {
    Map<String, Object> one = sent(answer.requestId(), sent);
    if (answer instanceof Answers.Decided decided) {
      one.put("decision", Json.of(decided.decision()));
      sayUnlessJson(DecisionWords.lines(decided.decision()));
    } else if (answer instanceof Answers.Refused refused) {
      one.put("deadLetter", Map.of("cause", refused.cause(), "description", refused.why()));
      sayUnlessJson(
          List.of(
              refused.requestId()
                  + ": set aside as a dead letter: "
                  + refused.why()
                  + " ["
                  + refused.cause()
                  + ']'));
    } else if (answer instanceof Answers.Noted noted) {
      one.put("noted", noted.event().kind());
      sayUnlessJson(
          List.of(
              noted.requestId()
                  + ": not answered: "
                  + noted.event().description()
                  + " ["
                  + noted.event().kind()
                  + ']'));
    }
    told.add(one);
  }

  private void sayUnlessJson(List<String> lines) {
    if (!json) {
      terminal.say(lines);
    }
  }

  private static Map<String, Object> sent(String id, SourcePosition at) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("requestId", id);
    one.put("source", at.toLineage());
    return one;
  }
}
