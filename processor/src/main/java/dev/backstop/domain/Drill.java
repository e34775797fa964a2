package dev.backstop.domain;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * The drill that a record is part of. It is known by the record's id, which begins with {@value
 * #PREFIX}: no other request may have such an id, and none of a drill another one. So whatever is
 * made of the record is known as a drill's wherever its key is, and without looking any further.
 *
 * @param run of a drill: one name for all of its records
 * @param scenario what is rehearsed
 * @param fault what goes wrong for this record
 * @param tiers at which it goes wrong; features go wrong for all of them
 */
public record Drill(String run, String scenario, Fault fault, Set<String> tiers) {

  /** What the ids of a drill's requests begin with. */
  public static final String PREFIX = "backstop-drill/";

  private static final byte[] BYTES = PREFIX.getBytes(StandardCharsets.UTF_8);

  public Drill {
    tiers = Set.copyOf(tiers);
  }

  /** The id of a record of a run. */
  public static String idOf(String run, int number) {
    return PREFIX + run + '/' + number;
  }

  /** Whether what has this key was made of a drill. */
  public static boolean owns(String key) {
    return key.startsWith(PREFIX);
  }

  /** The same of a key in bytes. */
  public static boolean owns(byte[] key) {
    if (key.length < BYTES.length) {
      return false;
    }
    for (int i = 0; i < BYTES.length; i++) {
      if (key[i] != BYTES[i]) {
        return false;
      }
    }
    return true;
  }

  /** What goes wrong when a tier asks a model. */
  public Fault at(String tier) {
    return fault.isModels() && tiers.contains(tier) ? fault : Fault.NONE;
  }

  /** The tiers in a fixed order. */
  public List<String> sortedTiers() {
    return tiers.stream().sorted().toList();
  }
}
