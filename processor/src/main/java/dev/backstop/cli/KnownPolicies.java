package dev.backstop.cli;

import dev.backstop.config.BackstopConfig;
import dev.backstop.policy.Policy;
import dev.backstop.policy.PublishedPolicy;
import dev.backstop.yaml.Problems;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The policies in force as a command sees them: of the topic, else of the configured files. */
final class KnownPolicies {

  /**
   * One of them.
   *
   * @param activation how it came into force; null for one of a file
   */
  record Known(Written written, PublishedPolicy.@Nullable Activation activation) {
    Policy policy() {
      return written.policy();
    }
  }

  private final Map<String, Known> byDomain = new TreeMap<>();

  private KnownPolicies() {}

  static KnownPolicies read(Session session, BackstopConfig config) {
    KnownPolicies known = new KnownPolicies();
    // What cannot be read is not known here; the instance that reads it says why.
    Problems unread = new Problems();
    for (Path file : config.policies()) {
      Written.read(file, unread)
          .ifPresent(
              written -> known.byDomain.put(written.policy().domain(), new Known(written, null)));
    }
    PolicyShelf shelf = PolicyShelf.read(session);
    for (String domain : shelf.domains()) {
      shelf
          .inForce(domain)
          .ifPresent(
              published ->
                  Written.of(published, unread)
                      .ifPresent(
                          written ->
                              known.byDomain.put(
                                  domain, new Known(written, published.activation()))));
    }
    return known;
  }

  Map<String, Known> byDomain() {
    return byDomain;
  }

  /** Those that govern requests of the domain; all for every domain. */
  List<Policy> governing(String domain) {
    if (domain.equals(Policy.ANY_DOMAIN)) {
      return byDomain.values().stream().map(Known::policy).toList();
    }
    return inForce(domain).map(Written::policy).stream().toList();
  }

  /** The one that governs requests of the domain, its own or that for every domain. */
  Optional<Written> inForce(String domain) {
    Known own = byDomain.getOrDefault(domain, byDomain.get(Policy.ANY_DOMAIN));
    return Optional.ofNullable(own).map(Known::written);
  }
}
