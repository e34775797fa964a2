package dev.backstop.topology.resolve;

import java.nio.charset.StandardCharsets;

/**
 * How a review was closed, as it rests in the store: one letter, when it was closed, and the task's
 * id.
 *
 * @param byVerdict false if its time ran out
 * @param at when, in milliseconds of the epoch
 */
record Settled(String taskId, boolean byVerdict, long at) {

  private static final char SEPARATOR = '|';

  byte[] toBytes() {
    return ((byVerdict ? "V" : "T") + at + SEPARATOR + taskId).getBytes(StandardCharsets.UTF_8);
  }

  static Settled fromBytes(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf(SEPARATOR);
    return new Settled(
        text.substring(end + 1), text.charAt(0) == 'V', Long.parseLong(text.substring(1, end)));
  }
}
