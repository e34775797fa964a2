package dev.backstop.topology.resolve;

import java.nio.charset.StandardCharsets;

/**
 * How a review was closed, as it rests in the store: one letter, and the task's id.
 *
 * @param byVerdict false if its time ran out
 */
record Settled(String taskId, boolean byVerdict) {

  byte[] toBytes() {
    return ((byVerdict ? 'V' : 'T') + taskId).getBytes(StandardCharsets.UTF_8);
  }

  static Settled fromBytes(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return new Settled(text.substring(1), text.charAt(0) == 'V');
  }
}
