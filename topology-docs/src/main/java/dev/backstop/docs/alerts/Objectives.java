package dev.backstop.docs.alerts;

import dev.backstop.yaml.Problems;
import dev.backstop.yaml.YamlMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The file of objectives. Its names are unique, and none of its alerts is unable to fire. */
record Objectives(List<Objective> all) {

  /**
   * Reads the file's text.
   *
   * @param source names it in messages
   * @throws dev.backstop.yaml.InvalidDocumentException with everything that is wrong with it
   */
  static Objectives parse(String source, String text) {
    Problems problems = new Problems();
    List<Objective> read = new ArrayList<>();
    Set<String> names = new HashSet<>();
    try (YamlMap map = YamlMap.parse(source, text, problems)) {
      List<YamlMap> entries = map.maps("objectives");
      if (entries.isEmpty()) {
        map.problem("objectives", "must name at least one objective");
      }
      for (YamlMap entry : entries) {
        Objective objective = Objective.read(entry);
        if (!names.add(objective.name())) {
          entry.problem("name", "stands twice: '" + objective.name() + "'; give each its own");
        }
        read.add(objective);
      }
    }
    problems.throwIfAny(source);
    return new Objectives(List.copyOf(read));
  }
}
