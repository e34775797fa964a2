package dev.backstop.control;

import dev.backstop.guard.Guarded;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Switches from the parts of which a record has them. */
public final class SwitchReader {

  private SwitchReader() {}

  /**
   * The switch that a record describes, or null if it describes none.
   *
   * @param problems gets what is wrong with it
   */
  public static @Nullable Switch read(
      Switch.Kind kind,
      String slot,
      @Nullable String tier,
      @Nullable Double share,
      Consumer<String> problems) {
    Guarded guarded =
        slot.startsWith(Switch.BREAKER)
            ? Guarded.parse(slot.substring(Switch.BREAKER.length()))
            : null;
    Switch read =
        switch (kind) {
          case STOP -> new Switch.Stop();
          case FORCE -> tier == null ? null : new Switch.Force(tier);
          case TIER_OFF -> tier == null ? null : new Switch.Off(tier);
          case TIER_ON -> tier == null ? null : new Switch.On(tier);
          case CANARY_SHARE -> share == null ? null : new Switch.CanaryShare(share);
          case AUDIT_RATE -> share == null ? null : new Switch.AuditRate(share);
          case TIGHTEN -> share == null ? null : new Switch.Tighten(share);
          case SHED -> share == null ? null : new Switch.Shed(share);
          case BREAKER_OPEN -> guarded == null ? null : new Switch.OpenBreaker(guarded);
          case BREAKER_CLOSED -> guarded == null ? null : new Switch.CloseBreaker(guarded);
          case APPROVE ->
              slot.startsWith(Switch.APPROVAL)
                  ? new Switch.Approve(slot.substring(Switch.APPROVAL.length()))
                  : null;
          case NORMAL -> new Switch.Normal(slot);
        };
    if (read == null) {
      problems.accept("it lacks the " + needed(kind) + " that " + kind + " needs");
    } else if (!read.slot().equals(slot)) {
      problems.accept("its slot is '" + slot + "', but that of its kind is '" + read.slot() + "'");
      return null;
    }
    return read;
  }

  private static String needed(Switch.Kind kind) {
    return switch (kind) {
      case CANARY_SHARE, AUDIT_RATE, TIGHTEN, SHED -> "share";
      case BREAKER_OPEN, BREAKER_CLOSED -> "model";
      case APPROVE -> "run";
      case STOP, FORCE, TIER_OFF, TIER_ON, NORMAL -> "tier";
    };
  }
}
