package dev.backstop.app;

import dev.backstop.model.Models;
import dev.backstop.policy.Policies;

/**
 * What the start-up check leaves behind when it finds no problem: policies and models that fit
 * together.
 *
 * @param partitions of the topics
 */
record Assembly(Policies policies, Models models, int partitions) {}
