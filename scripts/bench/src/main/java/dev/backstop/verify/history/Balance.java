package dev.backstop.verify.history;

/**
 * How the meters of all instances together grew over a phase without faults, from rest to rest.
 *
 * @param measured false if an instance did not tell its meters
 */
public record Balance(
    boolean measured,
    long requests,
    long terminal,
    long pending,
    long deadLetters,
    long duplicates,
    long sent) {}
