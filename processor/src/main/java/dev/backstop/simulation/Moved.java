package dev.backstop.simulation;

/**
 * A request that ends elsewhere or otherwise.
 *
 * @param kind from where to where
 * @param why a plain sentence, with the figures
 */
public record Moved(String requestId, Report.Change.Kind kind, String why) {}
