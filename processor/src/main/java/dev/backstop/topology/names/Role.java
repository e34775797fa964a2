package dev.backstop.topology.names;

import java.util.Locale;

/**
 * The part of the topology an instance runs. A heavy secondary model must not slow the primary and
 * scales on its own, so each part can be a deployment of its own; the topics between them are the
 * same either way.
 */
public enum Role {
  PRIMARY,
  SECONDARY,
  REVIEW,
  /** Asks candidate models, and judges them. */
  SHADOW,
  /** Has the breakers. */
  GUARD,
  ALL;

  public boolean includes(Role part) {
    return this == ALL || this == part;
  }

  /** The node of this role with the given name, such as {@code primary.ingest}. */
  public String node(String name) {
    return name().toLowerCase(Locale.ROOT) + '.' + name;
  }
}
