package dev.backstop.config;

import java.util.List;
import java.util.Locale;

/**
 * One effective setting.
 *
 * @param source where it comes from: a place in the file, an environment variable, or the default
 */
public record Setting(String key, String value, String source) {

  private static final List<String> SECRET =
      List.of(
          "password",
          "secret",
          "jaas",
          "credential",
          "token",
          "basic.auth",
          "user.info",
          "ssl.key",
          "keystore.key",
          "private");

  /** The value as it may be shown. */
  public String shown() {
    String lower = key.toLowerCase(Locale.ROOT);
    // An address may carry a user and a password: scheme://user:password@host.
    return SECRET.stream().anyMatch(lower::contains)
        ? "********"
        : value.replaceAll("://[^/@]*@", "://********@");
  }

  /** Never the value itself, lest it ends in a log. */
  @Override
  public String toString() {
    return key + '=' + shown() + " (" + source + ')';
  }
}
