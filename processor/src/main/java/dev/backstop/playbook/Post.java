package dev.backstop.playbook;

import java.time.Instant;
import java.util.Map;

/**
 * What this process knows of notices, by their keys.
 *
 * @param handedOver when each was given to the {@link Notifier}; one that is missing has not been
 * @param taken what became of it; one that is missing may still be on its way
 */
public record Post(Map<String, Instant> handedOver, Map<String, Boolean> taken) {

  public Post {
    handedOver = Map.copyOf(handedOver);
    taken = Map.copyOf(taken);
  }
}
