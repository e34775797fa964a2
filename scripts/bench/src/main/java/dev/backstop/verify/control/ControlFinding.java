package dev.backstop.verify.control;

import dev.backstop.verify.check.Invariant;
import dev.backstop.verify.check.Violation;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the checker saw of a control.
 *
 * @param broke what breaks each invariant that does not hold
 * @param failure why the control could not be carried out, or null if it was; then it shows nothing
 */
public record ControlFinding(
    Control control, Map<Invariant, List<Violation>> broke, @Nullable String failure) {

  public static ControlFinding seen(Control control, Map<Invariant, List<Violation>> broke) {
    return new ControlFinding(control, broke, null);
  }

  public static ControlFinding failed(Control control, String failure) {
    return new ControlFinding(control, Map.of(), failure);
  }

  /** What had to break and did not. */
  public Set<Invariant> missing() {
    Set<Invariant> missing = EnumSet.noneOf(Invariant.class);
    missing.addAll(control.mustBreak());
    missing.removeAll(broke.keySet());
    return missing;
  }

  /** Whether it was found out: for what it is about, and not for something else alone. */
  public boolean red() {
    return failure == null && (control.mustBeRed() ? missing().isEmpty() : !broke.isEmpty());
  }

  /** Whether the checker saw what it had to see, which is nothing where nothing is broken. */
  public boolean asItMust() {
    return failure == null && red() == control.mustBeRed();
  }
}
