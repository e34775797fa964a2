package dev.backstop.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Collects what a change of a policy means, a sentence each. */
final class Changes {

  private final List<String> found = new ArrayList<>();

  void add(String change) {
    found.add(change);
  }

  List<String> all() {
    return List.copyOf(found);
  }

  /** Something that can be told from its words, if they differ. */
  void words(String what, String before, String after) {
    if (!before.equals(after)) {
      found.add(what + ' ' + orNone(after) + " instead of " + orNone(before));
    }
  }

  /** A time span, if it differs. */
  void span(String what, Duration before, Duration after) {
    words(what, inWords(before), inWords(after));
  }

  private static String orNone(String words) {
    return words.isEmpty() ? "nothing" : words;
  }

  static String inWords(Duration span) {
    long millis = span.toMillis();
    return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
  }
}
