package dev.backstop.control;

import dev.backstop.guard.Guarded;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an operator may want otherwise than the policy says. */
public sealed interface Switch {

  /** What the slots of approvals begin with. */
  String APPROVAL = "approve/";

  /** The alternatives, as the contract has them. */
  enum Kind {
    STOP,
    FORCE,
    TIER_OFF,
    TIER_ON,
    CANARY_SHARE,
    AUDIT_RATE,
    TIGHTEN,
    SHED,
    BREAKER_OPEN,
    BREAKER_CLOSED,
    APPROVE,
    NORMAL
  }

  Kind kind();

  /** Which switch it is: of two controls with the same slot and domain the later counts. */
  String slot();

  /** The tier it is about, or null. */
  default @Nullable String tier() {
    return null;
  }

  /** A share, 0 to 1, or null: of the traffic, by which to tighten, or how full a queue is. */
  default @Nullable Double share() {
    return null;
  }

  /** A clause, such as "tier 'primary' is switched off". */
  String inWords();

  /** No rule and no model is asked: people answer, else what is declared. */
  record Stop() implements Switch {
    @Override
    public Kind kind() {
      return Kind.STOP;
    }

    @Override
    public String slot() {
      return "stop";
    }

    @Override
    public String inWords() {
      return "everything goes to people";
    }
  }

  /** The ladder begins at this tier; rules before it are tried all the same. */
  record Force(String tier) implements Switch {
    @Override
    public Kind kind() {
      return Kind.FORCE;
    }

    @Override
    public String slot() {
      return "force";
    }

    @Override
    public String inWords() {
      return "the ladder begins at tier '" + tier + "'";
    }
  }

  /** The tier is not asked. */
  record Off(String tier) implements Switch {
    @Override
    public Kind kind() {
      return Kind.TIER_OFF;
    }

    @Override
    public String slot() {
      return ofTier(tier);
    }

    @Override
    public String inWords() {
      return "tier '" + tier + "' is switched off";
    }
  }

  /** The tier is asked, although the policy, or a control for every domain, has it off. */
  record On(String tier) implements Switch {
    @Override
    public Kind kind() {
      return Kind.TIER_ON;
    }

    @Override
    public String slot() {
      return ofTier(tier);
    }

    @Override
    public String inWords() {
      return "tier '" + tier + "' is switched on";
    }
  }

  /** The share of the traffic that a candidate gets. */
  record CanaryShare(Double share) implements Switch {
    @Override
    public Kind kind() {
      return Kind.CANARY_SHARE;
    }

    @Override
    public String slot() {
      return "canary-share";
    }

    @Override
    public String inWords() {
      return "a candidate gets " + percent(share) + " of the traffic";
    }
  }

  /** The share of the decisions that people look at. */
  record AuditRate(Double share) implements Switch {
    @Override
    public Kind kind() {
      return Kind.AUDIT_RATE;
    }

    @Override
    public String slot() {
      return "audit-rate";
    }

    @Override
    public String inWords() {
      return percent(share) + " of the decisions are drawn for an audit";
    }
  }

  /** Answers are taken only where models are surer by that much than the policy asks. */
  record Tighten(Double share) implements Switch {
    @Override
    public Kind kind() {
      return Kind.TIGHTEN;
    }

    @Override
    public String slot() {
      return "tighten";
    }

    @Override
    public String inWords() {
      return "models must be surer by " + share + " than the policy asks";
    }
  }

  /** A tier that is so full turns the least grave requests away, if it does not do so before. */
  record Shed(Double share) implements Switch {
    @Override
    public Kind kind() {
      return Kind.SHED;
    }

    @Override
    public String slot() {
      return "shed";
    }

    @Override
    public String inWords() {
      return "the least grave risk is turned away where a tier's queue is "
          + percent(share)
          + " full";
    }
  }

  /** What is wanted of a breaker, which has one owner for all domains. */
  sealed interface OfBreaker extends Switch permits OpenBreaker, CloseBreaker {

    Guarded guarded();

    @Override
    default String slot() {
      return BREAKER + guarded().key();
    }
  }

  /** The model is not asked. */
  record OpenBreaker(Guarded guarded) implements OfBreaker {
    @Override
    public Kind kind() {
      return Kind.BREAKER_OPEN;
    }

    @Override
    public String inWords() {
      return "the breaker of model '" + guarded + "' is held open";
    }
  }

  /** The model is asked, whatever it has shown; its breaker opens again as any other does. */
  record CloseBreaker(Guarded guarded) implements OfBreaker {
    @Override
    public Kind kind() {
      return Kind.BREAKER_CLOSED;
    }

    @Override
    public String inWords() {
      return "the breaker of model '" + guarded + "' is closed without evidence";
    }
  }

  /** A run of a playbook that waits may act. */
  record Approve(String run) implements Switch {
    @Override
    public Kind kind() {
      return Kind.APPROVE;
    }

    @Override
    public String slot() {
      return ofApproval(run);
    }

    @Override
    public String inWords() {
      return "run '" + run + "' may act";
    }
  }

  /** The slot is as if it had never been set. */
  record Normal(String slot) implements Switch {
    @Override
    public Kind kind() {
      return Kind.NORMAL;
    }

    @Override
    public String inWords() {
      return "switch '" + slot + "' is as the policy says";
    }
  }

  /** What the slot of a breaker's switch begins with. */
  String BREAKER = "breaker/";

  /** The slot of a tier's switch. */
  static String ofTier(String tier) {
    return "tier/" + tier;
  }

  /** The slot of an approval. */
  static String ofApproval(String run) {
    return APPROVAL + run;
  }

  /** The breaker that the slot is about; null if it is about none. */
  static @Nullable Guarded breakerOf(String slot) {
    return slot.startsWith(BREAKER) ? Guarded.parse(slot.substring(BREAKER.length())) : null;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.4g %%", share * 100);
  }
}
