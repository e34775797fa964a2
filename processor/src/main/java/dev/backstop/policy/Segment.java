package dev.backstop.policy;

/**
 * A part of a domain's requests that has rules of its own.
 *
 * @param policy the policy as it applies to the segment: the same version, with the segment's own
 *     thresholds, budgets and rules of review
 */
public record Segment(String name, Condition when, Policy policy) {}
