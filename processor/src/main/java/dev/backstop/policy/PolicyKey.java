package dev.backstop.policy;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key of a policy on the policies topic: the domain alone for the version in force, and the
 * domain with a SHA-256 for a version that may come into force.
 *
 * @param sha256 of the version; empty for the one in force
 */
public record PolicyKey(String domain, Optional<String> sha256) {

  private static final Pattern VERSION = Pattern.compile("(.+)@([0-9a-f]{64})", Pattern.DOTALL);

  public static PolicyKey inForce(String domain) {
    return new PolicyKey(domain, Optional.empty());
  }

  public static PolicyKey version(String domain, String sha256) {
    return new PolicyKey(domain, Optional.of(sha256));
  }

  public static PolicyKey parse(String key) {
    Matcher version = VERSION.matcher(key);
    return version.matches() ? version(version.group(1), version.group(2)) : inForce(key);
  }

  @Override
  public String toString() {
    return sha256.map(sha -> domain + '@' + sha).orElse(domain);
  }
}
