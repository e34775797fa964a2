package dev.backstop.cli;

import dev.backstop.config.BackstopConfig;
import dev.backstop.control.Control;
import dev.backstop.control.Controls;
import dev.backstop.control.Leave;
import dev.backstop.playbook.Seen;
import dev.backstop.policy.Policy;
import dev.backstop.registry.ControlMapper;
import dev.backstop.signing.KeyFiles;
import dev.backstop.signing.Part;
import dev.backstop.signing.Signatures;
import dev.backstop.topology.names.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Publishes a control for a person, if nothing is wrong with it, and hears what instances say. */
final class ControlPublisher {

  private final Session session;
  private final Terminal terminal;
  private final BackstopConfig config;
  private final @Nullable Path key;

  /**
   * For one person.
   *
   * @param key that person's secret key, or null to publish without a signature
   */
  ControlPublisher(Session session, Terminal terminal, BackstopConfig config, @Nullable Path key) {
    this.session = session;
    this.terminal = terminal;
    this.config = config;
    this.key = key;
  }

  /** Returns the exit code. */
  int publish(Control control, Instant now, Duration patience) {
    byte[] signature = signature(control);
    List<String> problems = new ArrayList<>(control.problems(control.key(), now));
    problems.addAll(ControlShelf.keys(config).problems(control, signature));
    if (control.who().startsWith(Seen.ACTOR)) {
      problems.add("its 'who' begins with '" + Seen.ACTOR + "', as no person's may");
    }
    try (Echoes echoes = new Echoes(session, terminal, Echoes.About.CONTROL)) {
      KnownPolicies known = KnownPolicies.read(session, config);
      List<Policy> governing = known.governing(control.domain());
      Leave leave = Leave.of(control, governing);
      problems.addAll(ControlFit.problems(control, governing));
      problems.addAll(takenBack(control, leave, known, now));
      if (!problems.isEmpty()) {
        problems.forEach(terminal::say);
        terminal.note("nothing was published");
        return ExitCode.USAGE;
      }
      byte[] value = session.encode(Topic.CONTROLS, ControlMapper.toAvro(control, signature));
      session.send(Topic.CONTROLS, control.key(), value);
      terminal.say(control.inWords() + ", control " + control.id());
      if (!leave.equals(Leave.EVERYWHERE)) {
        terminal.note(leave.inWords());
      }
      return echoes.await(control.id(), "", patience);
    }
  }

  /** What of the control in its place this person may not take back. */
  private List<String> takenBack(Control control, Leave leave, KnownPolicies known, Instant now) {
    if (leave.nowhere() || leave.equals(Leave.EVERYWHERE)) {
      return List.of();
    }
    Controls set = ControlShelf.read(session, config, now).inForce(known);
    return set.all().stream()
        .filter(one -> one.place().equals(control.place()))
        .flatMap(one -> leave.problems(set.leave(one)).stream())
        .toList();
  }

  private byte @Nullable [] signature(Control control) {
    if (key == null) {
      return null;
    }
    try {
      return Signatures.sign(
          KeyFiles.privateKey(key), Part.OPERATOR, control.who(), control.canonical());
    } catch (IOException e) {
      throw CommandException.usage("--key: " + e.getMessage(), e);
    }
  }
}
