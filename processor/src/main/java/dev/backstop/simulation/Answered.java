package dev.backstop.simulation;

import dev.backstop.domain.Decision;
import dev.backstop.domain.Request;

/** A request and the decision that ended it. */
public record Answered(Request request, Decision decision) {}
