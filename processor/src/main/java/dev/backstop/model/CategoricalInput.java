package dev.backstop.model;

import org.jspecify.annotations.Nullable;

/**
 * One of several words, one-hot: a column a word, in the order of the vocabulary.
 *
 * @param missing the word that stands in for a missing value; null: refused
 * @param unseen the word that stands in for one outside the vocabulary; null: refused
 */
public record CategoricalInput(
    String name, Vocabulary vocabulary, @Nullable String missing, @Nullable String unseen)
    implements Input {

  @Override
  public int denseColumns() {
    return vocabulary.size();
  }

  @Override
  public @Nullable String write(@Nullable Object value, Columns to) {
    String word = value == null ? missing : word(value);
    if (word == null) {
      return value == null ? MISSING : "not a category";
    }
    int hot = vocabulary.indexOf(word);
    if (hot < 0 && unseen != null) {
      hot = vocabulary.indexOf(unseen);
    }
    if (hot < 0) {
      return "unseen category";
    }
    for (int i = 0; i < vocabulary.size(); i++) {
      to.add(i == hot ? 1f : 0f);
    }
    return null;
  }

  private static @Nullable String word(Object value) {
    if (value instanceof String text) {
      return text;
    }
    return value instanceof Boolean flag ? flag.toString() : null;
  }
}
