package dev.backstop.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The models that a policy tries.
 *
 * @param canary the one that answers a share of the requests, or null
 * @param shadow the one that is asked besides, or null
 */
public record Candidates(@Nullable Candidate canary, @Nullable Candidate shadow) {

  public static final Candidates NONE = new Candidates(null, null);

  public boolean none() {
    return canary == null && shadow == null;
  }

  /** Those there are. */
  public List<Candidate> all() {
    List<Candidate> all = new ArrayList<>(2);
    if (canary != null) {
      all.add(canary);
    }
    if (shadow != null) {
      all.add(shadow);
    }
    return all;
  }
}
