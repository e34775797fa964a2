package dev.backstop.verify.report;

/**
 * How much a run was about.
 *
 * @param requests records sent to the requests topic
 * @param unknown of these, how many have an unknown fate
 * @param decided terminal decisions
 * @param leastDecided fewer would show nothing
 */
public record Load(long requests, long unknown, long decided, long leastDecided) {}
