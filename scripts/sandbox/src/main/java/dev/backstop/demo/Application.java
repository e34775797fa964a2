package dev.backstop.demo;

import java.util.Map;

/**
 * One held-out credit application.
 *
 * @param row its row in the whole table
 * @param label what became of the loan; known to the judge and the robot, never part of a request
 * @param features by name; a missing value is left out
 */
public record Application(int row, String label, Map<String, Object> features) {

  public Application {
    features = Map.copyOf(features);
  }
}
