package dev.backstop.demo;

import java.util.List;

/**
 * A promise, judged.
 *
 * @param meaning what is promised
 * @param broken what contradicts it, one sentence each; empty if it held
 */
record Promise(String name, String meaning, List<String> broken) {

  Promise {
    broken = List.copyOf(broken);
  }

  boolean held() {
    return broken.isEmpty();
  }
}
