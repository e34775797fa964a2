package dev.backstop.yaml;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a document, so that all of it can be told at once. */
public final class Problems {

  private final List<String> found = new ArrayList<>();

  public void add(String problem) {
    found.add(problem);
  }

  public List<String> all() {
    return List.copyOf(found);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** Throws if anything was found. */
  public void throwIfAny(String what) {
    if (!found.isEmpty()) {
      throw new InvalidDocumentException(what, found);
    }
  }
}
