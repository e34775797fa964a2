package dev.backstop.app;

import dev.backstop.control.Control;
import dev.backstop.domain.SourcePosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The controls that were taken last, by key, and those that only the policies in force are against.
 * Nothing older takes the place of one, and no playbook's that of a person's. It goes by when they
 * were issued and by the order of their records, not by when they are heard of: an instance that
 * starts later comes to the same.
 */
final class TakenControls {

  /**
   * One of them.
   *
   * @param key of the record that it came in
   * @param judged whether a policy that governs its domain was there when it was taken
   */
  record Entry(String key, Control control, SourcePosition at, boolean judged) {

    Entry judged(boolean now) {
      return new Entry(key, control, at, now);
    }
  }

  private final Map<String, Entry> taken = new HashMap<>();
  private final Map<String, Entry> withheld = new HashMap<>();

  /** Takes one, which is withheld no more. A person's ends what playbooks want in its place. */
  void take(Entry entry) {
    Control control = entry.control();
    taken.put(control.key(), entry);
    withheld.remove(control.key());
    if (!control.ofPlaybook()) {
      withheld.remove(Control.ofPlaybooks(control.place()));
    }
  }

  /** Takes note of one that the policies are against. What is withheld already came later. */
  void withhold(Entry entry) {
    withheld.putIfAbsent(entry.control().key(), entry);
  }

  /** What was withheld under a key is over. */
  void forget(String key) {
    withheld.remove(key);
  }

  List<Entry> withheld() {
    return List.copyOf(withheld.values());
  }

  /** The last one that was taken with the control's key; null if none was. */
  @Nullable Entry of(Control control) {
    return taken.get(control.key());
  }

  /** Whether a control that was taken came in a record with that key. */
  boolean isOf(Control control, String key) {
    Entry entry = of(control);
    return entry == null ? control.key().equals(key) : entry.key().equals(key);
  }

  /**
   * Why a control comes too late, or a playbook's at the wrong time; empty if it does not.
   *
   * @param at of its record
   */
  List<String> problems(Control control, SourcePosition at, Instant now) {
    List<String> problems = new ArrayList<>();
    Entry before = of(control);
    Entry persons = control.ofPlaybook() ? taken.get(control.place()) : null;
    if (isLater(before, control)
        || isLater(persons, control)
        // Its run could not know of it; a registry that was away may make it heard of last.
        || (persons != null && persons.at().offset() > at.offset())) {
      // Else somebody who cannot sign could bring back what was signed once.
      problems.add("it was issued before what it would replace");
    }
    if (persons != null
        && !withheld.containsKey(control.place())
        && persons.control().stands(control.issuedAt(), now)) {
      // It was written before its run had heard of that.
      problems.add("a person has set that switch, and no playbook takes its place");
    }
    return problems;
  }

  private static boolean isLater(@Nullable Entry entry, Control control) {
    return entry != null && control.issuedAt().isBefore(entry.control().issuedAt());
  }
}
