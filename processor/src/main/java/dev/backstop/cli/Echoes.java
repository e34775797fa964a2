package dev.backstop.cli;

import dev.backstop.registry.WireCodec;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Hears from the instances whether they work by what was published. */
final class Echoes implements AutoCloseable {

  /** After one instance has answered, the others follow within that time. */
  private static final Duration OTHERS = Duration.ofSeconds(2);

  /**
   * What to listen for.
   *
   * @param works the event of an instance that works by it
   * @param refuses the event of one that does not
   * @param detail the detail of these events that says what they are about
   * @param silence why an instance may not have answered
   */
  record About(AuditKind works, AuditKind refuses, String detail, String silence) {
    static final About POLICY =
        new About(
            AuditKind.POLICY_ACTIVATED,
            AuditKind.POLICY_REFUSED,
            "sha256",
            "one that runs works by it already or is still loading its models, and one that starts will");
    static final About CONTROL =
        new About(
            AuditKind.CONTROL_SET,
            AuditKind.CONTROL_REFUSED,
            "control",
            "one that runs works by it already, and one that starts will");
  }

  private final Session session;
  private final Terminal terminal;
  private final About about;
  private final Watch watch;

  /** Listens from now on. */
  Echoes(Session session, Terminal terminal, About about) {
    this.session = session;
    this.terminal = terminal;
    this.about = about;
    this.watch = session.watch(Topic.AUDIT);
  }

  /**
   * Waits for the instances, says what each answers, and returns the exit code.
   *
   * @param before what was in force as far as is known; empty if nothing is
   */
  int await(String published, String before, Duration patience) {
    Map<String, Boolean> answers = new LinkedHashMap<>();
    long deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < deadline) {
      for (ConsumerRecord<String, byte[]> record : watch.poll(Duration.ofMillis(100))) {
        if (session.decode(record, AuditEvent.class) instanceof WireCodec.Read<AuditEvent> read
            && published.equals(read.record().getDetails().get(about.detail()))) {
          boolean first = answers.isEmpty();
          hear(read.record(), before, answers);
          if (first && !answers.isEmpty()) {
            deadline = Math.min(deadline, System.nanoTime() + OTHERS.toNanos());
          }
        }
      }
    }
    if (answers.isEmpty()) {
      terminal.note(
          "no instance has answered within " + patience.toSeconds() + " s: " + about.silence());
      return ExitCode.NO;
    }
    return answers.containsValue(false) ? ExitCode.NO : ExitCode.OK;
  }

  @Override
  public void close() {
    watch.close();
  }

  private void hear(AuditEvent event, String before, Map<String, Boolean> answers) {
    String instance = event.getDetails().getOrDefault("instance", "an instance");
    if (event.getKind() == about.works()) {
      answers.put(instance, true);
      terminal.say(instance + ": works by it");
      String worked = event.getDetails().getOrDefault("previous", before);
      if (!worked.equals(before)) {
        terminal.note(
            instance
                + " worked by "
                + worked
                + " before, not by "
                + (before.isEmpty() ? "a version that is published" : before)
                + ": 'rollback' will not return to that");
      }
    } else if (event.getKind() == about.refuses()) {
      answers.put(instance, false);
      terminal.say(instance + ": " + event.getDescription());
    }
  }
}
