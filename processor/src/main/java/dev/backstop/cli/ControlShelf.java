package dev.backstop.cli;

import dev.backstop.config.BackstopConfig;
import dev.backstop.config.ConfigKey;
import dev.backstop.control.Control;
import dev.backstop.control.Controls;
import dev.backstop.control.Leave;
import dev.backstop.registry.ControlMapper;
import dev.backstop.registry.WireCodec;
import dev.backstop.signing.ControlKeys;
import dev.backstop.signing.TrustedKeys;
import dev.backstop.topology.names.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The controls topic as it stands, judged as an instance with the same keys judges it at start. */
final class ControlShelf {

  /**
   * The last record of a switch.
   *
   * @param control null if the record holds none
   * @param problems why it has no effect; empty if it may have one
   */
  record Entry(String key, @Nullable Control control, List<String> problems) {

    /** In a word or two. */
    String state(Instant now) {
      if (control == null || !problems.isEmpty()) {
        return "refused";
      }
      return control.clears() ? "cleared" : control.holds(now) ? "in force" : "expired";
    }
  }

  private final Function<ConsumerRecord<String, byte[]>, WireCodec.Decoded<dev.backstop.v1.Control>>
      decoding;
  private final ControlKeys trusted;
  private final Instant now;

  /** By key, in the order of their records. */
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** An empty one. */
  ControlShelf(
      Function<ConsumerRecord<String, byte[]>, WireCodec.Decoded<dev.backstop.v1.Control>> decoding,
      ControlKeys trusted,
      Instant now) {
    this.decoding = decoding;
    this.trusted = trusted;
    this.now = now;
  }

  static ControlShelf read(Session session, BackstopConfig config, Instant now) {
    ControlShelf shelf =
        new ControlShelf(
            record -> session.decode(record, dev.backstop.v1.Control.class), keys(config), now);
    session.readWhole(Topic.CONTROLS, shelf::take);
    return shelf;
  }

  /** The keys that count here, as far as they can be read. */
  static ControlKeys keys(BackstopConfig config) {
    List<String> problems = new ArrayList<>();
    ControlKeys trusted =
        new ControlKeys(
            TrustedKeys.read(config.trustedKeys(), problems::add),
            TrustedKeys.read(
                ConfigKey.PLAYBOOKS_TRUSTED_KEYS.key(),
                config.playbookKeys().trusted(),
                problems::add));
    if (!problems.isEmpty()) {
      throw CommandException.usage(String.join("; ", problems));
    }
    return trusted;
  }

  /** In the order of their keys. */
  List<Entry> entries() {
    return List.copyOf(new TreeMap<>(entries).values());
  }

  /** Those that have an effect, where the policies let them. */
  Controls inForce(KnownPolicies known) {
    Controls controls = Controls.NONE;
    for (Entry entry : entries.values()) {
      Control control = entry.control();
      if (control != null && entry.problems().isEmpty()) {
        Leave leave = Leave.of(control, known.governing(control.domain()));
        controls = leave.nowhere() ? controls : controls.with(control, leave);
      }
    }
    return controls.holding(now);
  }

  /** Puts the next record of the topic in its place. */
  void take(ConsumerRecord<String, byte[]> record) {
    String key = record.key();
    // A later record comes last, whatever stood under its key.
    entries.remove(key);
    if (record.value() == null) {
      return;
    }
    WireCodec.Decoded<dev.backstop.v1.Control> decoded = decoding.apply(record);
    if (decoded instanceof WireCodec.Unreadable<dev.backstop.v1.Control> unreadable) {
      entries.put(key, new Entry(key, null, List.of(unreadable.why())));
      return;
    }
    dev.backstop.v1.Control read = ((WireCodec.Read<dev.backstop.v1.Control>) decoded).record();
    List<String> problems = new ArrayList<>();
    Optional<Control> control = ControlMapper.fromAvro(read, problems::add);
    control.ifPresent(
        found -> {
          problems.addAll(found.problems(key, now));
          problems.addAll(trusted.problems(found, ControlMapper.signature(read)));
        });
    control.ifPresent(found -> besidePlaybooks(found, problems));
    entries.put(key, new Entry(key, control.orElse(null), problems));
  }

  /** A person's takes the place of a playbook's, and is never taken for one's. */
  private void besidePlaybooks(Control control, List<String> problems) {
    if (!control.ofPlaybook()) {
      if (problems.isEmpty()) {
        entries.remove(Control.ofPlaybooks(control.place()));
      }
      return;
    }
    Entry entry = entries.get(control.place());
    Control persons = entry == null || !entry.problems().isEmpty() ? null : entry.control();
    if (persons == null || persons.ofPlaybook()) {
      return;
    }
    if (control.issuedAt().isBefore(persons.issuedAt())) {
      problems.add("it was issued before what it would replace");
    }
    if (persons.stands(control.issuedAt(), now)) {
      problems.add("a person has set that switch, and no playbook takes its place");
    }
  }
}
