package dev.backstop.bench.experiment;

import java.util.List;

/** Ends several things, whatever becomes of each. */
final class Closing {

  private Closing() {}

  static void all(List<? extends AutoCloseable> all) {
    for (AutoCloseable one : all) {
      try {
        one.close();
      } catch (Exception e) {
        // One that does not end must not keep the others; the rig ends all processes at last.
        System.getLogger(Closing.class.getName())
            .log(System.Logger.Level.WARNING, "event=close_failed cause={0}", e.toString());
      }
    }
  }
}
