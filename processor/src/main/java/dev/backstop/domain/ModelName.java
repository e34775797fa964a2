package dev.backstop.domain;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a policy names a model: by its name alone, then it is the one among the instance's own
 * packages, or as {@code name@version}, then it is that very version in the model repository.
 *
 * @param version null for a name alone
 */
public record ModelName(String name, @Nullable String version) {

  /** Stands in lineage headers, between signs of their own, and is the name of a folder. */
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,99}");

  /** Whether the text may be the name or the version of a model. */
  public static boolean isWord(String text) {
    return WORD.matcher(text).matches();
  }

  /** The name in the text; empty if it is of neither form. */
  public static Optional<ModelName> parse(String text) {
    int at = text.indexOf('@');
    String name = at < 0 ? text : text.substring(0, at);
    String version = at < 0 ? null : text.substring(at + 1);
    boolean good = isWord(name) && (version == null || isWord(version));
    return good ? Optional.of(new ModelName(name, version)) : Optional.empty();
  }

  @Override
  public String toString() {
    return version == null ? name : name + '@' + version;
  }
}
