package dev.backstop.app;

import dev.backstop.config.BackstopConfig;
import dev.backstop.config.PolicyReader;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.policy.PolicyKey;
import dev.backstop.policy.PublishedPolicy;
import dev.backstop.yaml.Problems;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a published policy is what it says it is, and whether this instance can work by it. */
final class PolicyCheck {

  private final BackstopConfig config;
  private final Assembly assembly;

  PolicyCheck(BackstopConfig config, Assembly assembly) {
    this.config = config;
    this.assembly = assembly;
  }

  /** The policy in the document, or null if there are problems with the document itself. */
  @Nullable Policy read(PolicyKey key, PublishedPolicy published, List<String> problems) {
    problems.addAll(assembly.trusted().problems(published));
    String sha256 = PolicyReader.sha256(published.document());
    if (!sha256.equals(published.sha256()) || !key.sha256().orElse(sha256).equals(sha256)) {
      problems.add("its document does not have the SHA-256 that it is published with");
    }
    Problems found = new Problems();
    Policy policy =
        PolicyReader.parse(
                published.name() + '@' + published.version(), published.document(), found)
            .orElse(null);
    problems.addAll(found.all());
    if (policy == null) {
      return null;
    }
    if (!policy.domain().equals(key.domain())) {
      problems.add(
          "it is for domain '"
              + policy.domain()
              + "' and was published for '"
              + key.domain()
              + "'");
    }
    if (!policy.ref().name().equals(published.name())
        || !policy.ref().version().equals(published.version())) {
      problems.add("its name or version is not the one that it is published under");
    }
    if (!assembly.trusted().isEmpty()) {
      // Without keys, names are only what somebody has typed.
      problems.addAll(policy.charter().people().problems(published));
    }
    return policy;
  }

  /** What keeps this instance from working by the policy, whose models are loaded. */
  List<String> misfits(Policy policy) {
    Policies then = assembly.policies().with(policy);
    List<String> problems =
        new ArrayList<>(LadderModels.problems(config.role(), then, assembly.shelf().labels()));
    problems.addAll(LadderModels.misread(List.of(policy), assembly.shelf().inputs()));
    problems.addAll(Consistency.problems(config, then, assembly.partitions()));
    return problems;
  }
}
