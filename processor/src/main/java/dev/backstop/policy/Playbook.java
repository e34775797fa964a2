package dev.backstop.policy;

import dev.backstop.domain.DegradationLevel;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done when something goes away, without waiting for a person; or with, where it says
 * so.
 *
 * @param lasting how long what triggers it must have lasted
 * @param approval how long it waits for an operator's approval; null if it needs none
 * @param actions in their order
 * @param calm how long what triggered it must be gone to be over
 * @param within by when it must be over, from the first action on, or it is escalated
 * @param proof what must speak for it that it is over, besides the calm
 * @param escalation what is done then
 * @param limit when it ends whatever has come of it, from the first action on: what it has set
 *     expires then
 */
public record Playbook(
    String name,
    Trigger trigger,
    Duration lasting,
    @Nullable Duration approval,
    List<Action> actions,
    Duration calm,
    Duration within,
    Proof proof,
    List<Action> escalation,
    Duration limit) {

  /** Whose a control is that a playbook has set, before its name; no person may be called that. */
  public static final String ACTOR = "playbook:";

  public Playbook {
    actions = List.copyOf(actions);
    escalation = List.copyOf(escalation);
  }

  /** Whose its controls are. */
  public String actor() {
    return ACTOR + name;
  }

  /** All that it may do, in its order: what follows if it is not over in time comes last. */
  public List<Action> all() {
    return Stream.concat(actions.stream(), escalation.stream()).toList();
  }

  /** Whether it may keep models from being asked, and so from showing that they are well again. */
  public boolean bars() {
    return all().stream().anyMatch(Action::bars);
  }

  /** All that it says, in words. An address is a secret by which one may post: its host is told. */
  public String inWords() {
    return "when "
        + trigger.inWords()
        + (lasting.isZero() ? "" : " for " + Changes.inWords(lasting))
        + ": "
        + inWords(actions)
        + (approval == null ? "" : ", if approved within " + Changes.inWords(approval))
        + "; over when that has been gone for "
        + Changes.inWords(calm)
        + (proof.none() ? "" : ", and " + String.join(", and ", proof.inWords()))
        + (escalation.isEmpty()
            ? ""
            : "; if not within " + Changes.inWords(within) + ": " + inWords(escalation))
        + "; at most for "
        + Changes.inWords(limit);
  }

  private static String inWords(List<Action> actions) {
    return String.join(", ", actions.stream().map(Action::inWords).toList());
  }

  /** How badly a model's answers must stand, by the labels that people gave. */
  public enum Risk {
    /** Too many were wrong lately; it may pass. */
    SPIKE,
    /** Too many were wrong for long. */
    DEGRADED
  }

  /**
   * What sets it off: exactly one of the four.
   *
   * @param level the domain is at this level or above, by what others than playbooks have set
   * @param tier this tier is away or partly so, by what others than playbooks have set
   * @param risk the answers of a model that the policy asks stand so, or worse
   * @param drift whether it is that the inputs or the confidence of such a model have drifted
   */
  public record Trigger(
      @Nullable DegradationLevel level, @Nullable String tier, @Nullable Risk risk, boolean drift) {

    /** A clause. */
    public String inWords() {
      if (level != null) {
        return "the level is " + level + " or above";
      }
      if (tier != null) {
        return "tier '" + tier + "' is away";
      }
      return risk == null
          ? "the inputs of a model have drifted"
          : "a model's answers are wrong too often: " + risk + " or worse";
    }
  }

  /**
   * One thing to do.
   *
   * @param tier of FORCE and TIER_OFF
   * @param share of AUDIT; by how much to TIGHTEN; from how full a queue on to SHED
   * @param url of NOTIFY; null to tell the topic alone, which is told in any case
   */
  public record Action(
      Kind kind, @Nullable String tier, @Nullable Double share, @Nullable String url) {

    /** What is done. */
    public enum Kind {
      STOP,
      FORCE,
      TIER_OFF,
      AUDIT,
      TIGHTEN,
      SHED,
      NOTIFY
    }

    /** Whether it tells somebody, and sets nothing. */
    public boolean tells() {
      return kind == Kind.NOTIFY;
    }

    /** Whether it keeps models from being asked. */
    public boolean bars() {
      return switch (kind) {
        case STOP, FORCE, TIER_OFF -> true;
        case AUDIT, TIGHTEN, SHED, NOTIFY -> false;
      };
    }

    /** A clause. */
    public String inWords() {
      return switch (kind) {
        case STOP -> "send everything to people";
        case FORCE -> "begin the ladder at tier '" + tier + "'";
        case TIER_OFF -> "switch tier '" + tier + "' off";
        case AUDIT -> "draw " + share + " of the decisions for an audit";
        case TIGHTEN -> "take answers only of models that are surer by " + share;
        case SHED -> "turn the least grave risk away where a queue is " + share + " full";
        case NOTIFY -> url == null ? "tell the topic" : "tell the topic and " + site(url);
      };
    }

    /** Scheme and host: what follows them is often a secret. */
    private static String site(String url) {
      int host = Math.min(url.length(), url.indexOf("://") + 3);
      String rest = url.substring(host);
      String authority = rest.split("[/?#]", 2)[0];
      return url.substring(0, host) + authority.substring(authority.lastIndexOf('@') + 1);
    }
  }
}
