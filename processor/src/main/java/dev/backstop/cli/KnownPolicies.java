package dev.backstop.cli;

import dev.backstop.config.BackstopConfig;
import dev.backstop.config.PolicyReader;
import dev.backstop.policy.Policy;
import dev.backstop.policy.PublishedPolicy;
import dev.backstop.yaml.Problems;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The policies in force as a command sees them: of the topic, else of the configured files. */
final class KnownPolicies {

  /**
   * One of them.
   *
   * @param activation how it came into force; null for one of a file
   */
  record Known(Policy policy, PublishedPolicy.@Nullable Activation activation) {}

  private final Map<String, Known> byDomain = new TreeMap<>();

  private KnownPolicies() {}

  static KnownPolicies read(Session session, BackstopConfig config) {
    KnownPolicies known = new KnownPolicies();
    // What cannot be read is not known here; the instance that reads it says why.
    Problems unread = new Problems();
    for (Path file : config.policies()) {
      PolicyReader.read(file, unread)
          .ifPresent(policy -> known.byDomain.put(policy.domain(), new Known(policy, null)));
    }
    PolicyShelf shelf = PolicyShelf.read(session);
    for (String domain : shelf.domains()) {
      shelf
          .inForce(domain)
          .ifPresent(
              published ->
                  PolicyReader.parse(published.name(), published.document(), unread)
                      .ifPresent(
                          policy ->
                              known.byDomain.put(
                                  domain, new Known(policy, published.activation()))));
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
    Known own = byDomain.getOrDefault(domain, byDomain.get(Policy.ANY_DOMAIN));
    return own == null ? List.of() : List.of(own.policy());
  }
}
