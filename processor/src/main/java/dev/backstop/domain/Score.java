package dev.backstop.domain;

import java.util.Map;

/**
 * A model's answer to one row.
 *
 * @param label the label with the largest calibrated score
 * @param scores calibrated score by label, each in 0 to 1
 * @param rawConfidence largest score before calibration
 * @param confidence largest score after calibration: what thresholds are compared with
 */
public record Score(
    String label, Map<String, Double> scores, double rawConfidence, double confidence) {}
