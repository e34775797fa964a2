package dev.backstop.app;

import dev.backstop.model.Models;
import dev.backstop.policy.Policies;
import dev.backstop.signing.TrustedKeys;

/**
 * What the start-up check leaves behind when it finds no problem: policies and models that fit
 * together.
 *
 * @param shelf the packages of which the models are, and others that a policy may need later
 * @param trusted whose signatures on policies count
 * @param drillers who may drill
 * @param partitions of the topics
 */
record Assembly(
    Policies policies,
    Models models,
    ModelShelf shelf,
    TrustedKeys trusted,
    TrustedKeys drillers,
    int partitions) {}
