package dev.backstop.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Words and their numbers: the first is 0. */
public final class Vocabulary {

  private final List<String> words;
  private final Map<String, Integer> indices = new HashMap<>();

  public Vocabulary(List<String> words) {
    this.words = List.copyOf(words);
    for (int i = 0; i < words.size(); i++) {
      if (indices.putIfAbsent(words.get(i), i) != null) {
        throw new IllegalArgumentException("a word stands twice, at " + i);
      }
    }
  }

  public int size() {
    return words.size();
  }

  public List<String> words() {
    return words;
  }

  /** The word's number, or -1. */
  public int indexOf(String word) {
    return indices.getOrDefault(word, -1);
  }
}
