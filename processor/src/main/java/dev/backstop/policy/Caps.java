package dev.backstop.policy;

import org.jspecify.annotations.Nullable;

/**
 * How much may be done for one request.
 *
 * @param attempts how many tiers may be asked, rules aside; null for any number
 * @param cost what the tiers asked may cost together; null for any
 */
public record Caps(@Nullable Integer attempts, @Nullable Double cost) {

  public static final Caps NONE = new Caps(null, null);

  public boolean none() {
    return attempts == null && cost == null;
  }

  /**
   * Why there is no room for a tier, or null if there is.
   *
   * @param asked how many tiers have been asked
   * @param spent what they cost
   */
  public @Nullable String exceeded(int asked, double spent, double cost) {
    if (attempts != null && asked >= attempts) {
      return "the policy allows " + attempts + " attempts";
    }
    if (this.cost != null && spent + cost > this.cost) {
      return "it costs " + cost + ", and " + spent + " of at most " + this.cost + " are spent";
    }
    return null;
  }
}
