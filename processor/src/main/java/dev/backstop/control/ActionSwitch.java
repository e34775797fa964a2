package dev.backstop.control;

import dev.backstop.policy.Playbook;
import org.jspecify.annotations.Nullable;

/** The switches that actions of playbooks set: these, and no others. */
public final class ActionSwitch {

  private ActionSwitch() {}

  /** The switch that an action sets; null for one that only tells. */
  public static @Nullable Switch of(Playbook.Action action) {
    String tier = action.tier() == null ? "" : action.tier();
    return switch (action.kind()) {
      case STOP -> new Switch.Stop();
      case FORCE -> new Switch.Force(tier);
      case TIER_OFF -> new Switch.Off(tier);
      case AUDIT -> new Switch.AuditRate(action.share() == null ? 0.0 : action.share());
      case TIGHTEN -> new Switch.Tighten(action.share() == null ? 0.0 : action.share());
      case SHED -> new Switch.Shed(action.share() == null ? 1.0 : action.share());
      case NOTIFY -> null;
    };
  }

  /** Whether an action of the playbook sets that very switch. */
  static boolean isWantedBy(Playbook playbook, Switch set) {
    return playbook.all().stream().anyMatch(action -> set.equals(of(action)));
  }

  /** Whether some action may have set the switch of that slot. */
  static boolean maySet(String slot) {
    return slot.equals(new Switch.Stop().slot())
        || slot.equals(new Switch.Force("").slot())
        || slot.equals(new Switch.AuditRate(0.0).slot())
        || slot.equals(new Switch.Tighten(0.0).slot())
        || slot.equals(new Switch.Shed(1.0).slot())
        || slot.startsWith(Switch.ofTier(""));
  }
}
