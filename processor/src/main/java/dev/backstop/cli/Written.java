package dev.backstop.cli;

import dev.backstop.config.DeclarationReader;
import dev.backstop.config.PolicyReader;
import dev.backstop.policy.Declared;
import dev.backstop.policy.Policy;
import dev.backstop.policy.PublishedPolicy;
import dev.backstop.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A policy with what else its document declares. */
record Written(Policy policy, Declared declared) {

  /** The policy in the file, or empty if there are problems. */
  static Optional<Written> read(Path file, Problems problems) {
    Optional<Policy> policy = PolicyReader.read(file, problems);
    if (policy.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Written(policy.get(), DeclarationReader.read(Files.readAllBytes(file))));
    } catch (IOException e) {
      problems.add(file + ": cannot be read");
      return Optional.empty();
    }
  }

  /** The policy that was published, or empty if there are problems. */
  static Optional<Written> of(PublishedPolicy published, Problems problems) {
    return PolicyReader.parse(published.name(), published.document(), problems)
        .map(policy -> new Written(policy, DeclarationReader.read(published.document())));
  }
}
