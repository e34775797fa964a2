package dev.backstop.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Which features people are not shown, or not always, because they may not be kept as long as the
 * question is open. A feature is shown if it may be kept, from the request on, until the question
 * must be answered. When the question is asked depends on the way there, which takes some time in
 * any case, and up to the policy's deadline.
 */
final class RetentionLint {

  private final Policy policy;
  private final List<String> remarks = new ArrayList<>();

  private RetentionLint(Policy policy) {
    this.policy = policy;
  }

  static List<String> remarks(Policy policy) {
    List<String> remarks = new ArrayList<>();
    for (Policy variant : policy.variants()) {
      remarks.addAll(new RetentionLint(variant).reviews());
    }
    remarks.addAll(new RetentionLint(policy).panel());
    return remarks;
  }

  private List<String> reviews() {
    String segment = policy.applies().segment();
    String whom = segment == null ? "" : "in segment '" + segment + "' ";
    for (Tier tier : policy.ladder()) {
      if (tier instanceof Tier.Human human) {
        String name = whom + "tier '" + human.name() + "' ";
        Duration given = human.finishWithin();
        // With the deadline a review ends, whatever people were to have.
        boolean cut = given.compareTo(policy.deadline()) >= 0;
        Duration least = cut ? policy.deadline().minusMillis(1) : given;
        shown(name, human, least, given, "a review", "finishWithin");
      }
    }
    return remarks;
  }

  private List<String> panel() {
    Audit audit = policy.audit();
    if (audit.declared()) {
      policy
          .humanTier()
          .ifPresent(
              human ->
                  shown(
                      "the audit panel ",
                      human,
                      audit.horizon(),
                      audit.horizon(),
                      "a question of it",
                      "audit.horizon"));
    }
    return remarks;
  }

  /**
   * Looks at what one kind of question shows.
   *
   * @param least what may be kept for no longer is over before any question must be answered
   * @param given how long people have, from when it is asked
   * @param key what says so in the policy
   */
  private void shown(
      String who, Tier.Human human, Duration least, Duration given, String question, String key) {
    Duration longest = policy.deadline().plus(given);
    policy
        .charter()
        .retention()
        .forEach(
            (feature, kept) -> {
              if (!human.hidden().contains(feature) && kept.compareTo(longest) < 0) {
                boolean never = kept.compareTo(least) <= 0;
                remarks.add(
                    who
                        + (never ? "never shows feature '" : "may not show feature '")
                        + feature
                        + "': it may be kept for "
                        + Changes.inWords(kept)
                        + " from the request on, and "
                        + question
                        + (never
                            ? " is open for " + Changes.inWords(given) + " from then or later"
                            : " may be open until " + Changes.inWords(longest) + " after it")
                        + "; lengthen its 'retention' or shorten '"
                        + key
                        + "'");
              }
            });
  }
}
