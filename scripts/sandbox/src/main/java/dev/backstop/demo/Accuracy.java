package dev.backstop.demo;

import java.util.Map;

/**
 * How often the answers were right, against what became of the loans.
 *
 * @param overall of all FINAL answers
 * @param primaryAlone of the primary's labels, sure or not, where it gave one
 * @param overallWherePrimaryAnswered of the FINAL answers to the same requests, for a fair
 *     comparison
 * @param byTier of the FINAL answers of each tier
 */
record Accuracy(
    Ratio overall,
    Ratio primaryAlone,
    Ratio overallWherePrimaryAnswered,
    Map<String, Ratio> byTier) {}
