package dev.backstop.guard;

import dev.backstop.policy.DriftRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * What of a model's inputs and confidence has drifted, by the newest windows. That says nothing of
 * whether its answers are right.
 *
 * @param drifted names of features, and {@link DriftReading#CONFIDENCE}, in their order
 * @param collapsed whether nearly all confidences are alike, and were not where it was made
 */
public record DriftStanding(List<String> drifted, boolean collapsed) {

  public static final DriftStanding NONE = new DriftStanding(List.of(), false);

  public DriftStanding {
    drifted = List.copyOf(drifted);
  }

  public boolean none() {
    return drifted.isEmpty() && !collapsed;
  }

  /** This after newer readings. */
  public DriftStanding with(List<DriftReading> readings) {
    TreeSet<String> now = new TreeSet<>(drifted);
    boolean collapse = collapsed;
    for (DriftReading reading : readings) {
      if (reading.drifted()) {
        now.add(reading.name());
      } else {
        now.remove(reading.name());
      }
      if (reading.name().equals(DriftReading.CONFIDENCE)) {
        collapse = reading.collapsed();
      }
    }
    return new DriftStanding(List.copyOf(now), collapse);
  }

  /**
   * This of what is still measured.
   *
   * @param names of features, and {@link DriftReading#CONFIDENCE}
   */
  public DriftStanding among(Collection<String> names) {
    List<String> left = new ArrayList<>(drifted);
    left.retainAll(names);
    return new DriftStanding(left, collapsed && names.contains(DriftReading.CONFIDENCE));
  }

  /** What of this is part of the other too. */
  public DriftStanding and(DriftStanding other) {
    List<String> both = new ArrayList<>(drifted);
    both.retainAll(other.drifted);
    return new DriftStanding(both, collapsed && other.collapsed);
  }

  /** What has drifted and had not before. */
  public DriftStanding since(DriftStanding before) {
    List<String> more = new ArrayList<>(drifted);
    more.removeAll(before.drifted);
    return new DriftStanding(more, collapsed && !before.collapsed);
  }

  /** Whether the rules want this of what has drifted. */
  public boolean calls(DriftRules.Act act, DriftRules rules) {
    boolean confidence = drifted.contains(DriftReading.CONFIDENCE);
    boolean features = drifted.size() > (confidence ? 1 : 0);
    return (features && rules.features() == act)
        || (confidence && rules.confidence() == act)
        || (collapsed && rules.collapse() == act);
  }

  /** A clause, without values. */
  public String inWords() {
    if (none()) {
      return "nothing has drifted";
    }
    String names = String.join(", ", drifted);
    String collapse = collapsed ? "nearly all confidences are alike" : "";
    return drifted.isEmpty() ? collapse : names + " drifted" + (collapsed ? "; " + collapse : "");
  }
}
