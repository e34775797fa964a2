package dev.backstop.policy;

import dev.backstop.domain.Notice;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.PolicyRef;
import dev.backstop.domain.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One version of the policy of one domain.
 *
 * @param domain the requests it governs; {@link #ANY_DOMAIN} for those of no other policy
 * @param deadline how long a request may take that names no deadline of its own
 * @param ladder the tiers, in the order in which they are asked; never empty
 * @param notices sentence by key: a {@link Reason}'s name, or {@code PROVISIONAL}, {@code
 *     REJECTED}, {@code DEGRADED}
 */
public record Policy(
    PolicyRef ref,
    String domain,
    Duration deadline,
    List<Tier> ladder,
    OnReview onReview,
    OnTimeout onTimeout,
    Map<String, String> notices) {

  /** The domain of the policy that governs every domain without a policy of its own. */
  public static final String ANY_DOMAIN = "*";

  public Policy {
    ladder = List.copyOf(ladder);
    notices = Map.copyOf(notices);
    if (ladder.isEmpty()) {
      throw new IllegalArgumentException("policy " + ref.name() + ": the ladder is empty");
    }
  }

  /** The position of the tier in the ladder, or -1. */
  public int indexOf(String tier) {
    for (int i = 0; i < ladder.size(); i++) {
      if (ladder.get(i).name().equals(tier)) {
        return i;
      }
    }
    return -1;
  }

  /** The declared answer at the end of the ladder, if there is one. */
  public Optional<Tier.Default> defaultTier() {
    return ladder.stream()
        .filter(Tier.Default.class::isInstance)
        .map(Tier.Default.class::cast)
        .findFirst();
  }

  /** The notice for the reason if the policy has one, else the one for the key, else null. */
  public @Nullable Notice notice(@Nullable Reason reason, String key) {
    Notice own = reason == null ? null : notice(reason.name());
    return own != null ? own : notice(key);
  }

  private @Nullable Notice notice(String key) {
    String sentence = notices.get(key);
    return sentence == null ? null : new Notice(key, sentence);
  }
}
