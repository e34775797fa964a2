package dev.backstop.config;

import dev.backstop.policy.Policy;
import dev.backstop.yaml.Problems;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Texts of policies, for tests that are about something else than reading them. */
public final class PolicyTexts {

  private PolicyTexts() {}

  /** The policy of a text without mistakes. */
  public static Policy policy(String document) {
    Problems problems = new Problems();
    Optional<Policy> policy =
        PolicyReader.parse("p.yaml", document.getBytes(StandardCharsets.UTF_8), problems);
    problems.throwIfAny("the policy");
    return policy.orElseThrow();
  }
}
