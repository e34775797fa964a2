package dev.backstop.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a policy's document declares that does not show in what becomes of a request: words for
 * readers, how private features are, and what flags would choose that are off.
 *
 * @param words what is declared, by the beginning of the sentence that says so
 */
public record Declared(Map<String, String> words) {

  public Declared {
    words = Collections.unmodifiableMap(new LinkedHashMap<>(words));
  }

  /** The changes from this version to another, a sentence each. */
  public List<String> changesTo(Declared after) {
    Changes changes = new Changes();
    Set<String> all = new LinkedHashSet<>(words.keySet());
    all.addAll(after.words.keySet());
    for (String what : all) {
      changes.words(what, words.getOrDefault(what, ""), after.words.getOrDefault(what, ""));
    }
    return changes.all();
  }
}
