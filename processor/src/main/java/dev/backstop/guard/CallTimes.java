package dev.backstop.guard;

import java.util.OptionalLong;

/** How long calls of models take, as they were seen lately. */
@FunctionalInterface
public interface CallTimes {

  /** Nothing is known. */
  CallTimes UNKNOWN = model -> OptionalLong.empty();

  /**
   * What 95 in 100 calls of the model for one row take at the most, in microseconds; empty where
   * too little is known.
   */
  OptionalLong usualMicros(String model);
}
