package dev.backstop.cli;

import dev.backstop.config.PolicyReader;
import dev.backstop.policy.Policy;
import dev.backstop.policy.PublishedPolicy;
import dev.backstop.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The policy files of this command's configuration. An instance with the same configuration works
 * by them until a version is put in force, so the first activation publishes what it takes the
 * place of: there is then something to roll back to.
 */
final class PolicyFiles {

  private final List<Path> files;
  private final Terminal terminal;

  PolicyFiles(List<Path> files, Terminal terminal) {
    this.files = files;
    this.terminal = terminal;
  }

  /** The domain's file as a version that has been in force, or null if no file is for it. */
  @Nullable PublishedPolicy inForce(String domain, String by, Instant now) {
    for (Path file : files) {
      Optional<PublishedPolicy> published = read(file, domain, by, now);
      if (published.isPresent()) {
        return published.get();
      }
    }
    return null;
  }

  private Optional<PublishedPolicy> read(Path file, String domain, String by, Instant now) {
    byte[] document;
    try {
      document = Files.readAllBytes(file);
    } catch (IOException e) {
      terminal.note("policy file " + file + " cannot be read: what it says cannot be kept");
      return Optional.empty();
    }
    Problems problems = new Problems();
    Optional<Policy> policy = PolicyReader.parse(String.valueOf(file), document, problems);
    problems.all().forEach(terminal::note);
    return policy
        .filter(of -> of.domain().equals(domain))
        .map(
            of ->
                new PublishedPolicy(
                    of.ref().name(),
                    of.ref().version(),
                    of.ref().sha256(),
                    document,
                    by,
                    null,
                    null,
                    null,
                    now,
                    new PublishedPolicy.Activation(
                        by, "by the file " + file.getFileName() + ", until then", now, null)));
  }
}
