package dev.backstop.domain;

/**
 * What the person concerned may be told.
 *
 * @param key stable, for translation
 * @param text a plain sentence
 */
public record Notice(String key, String text) {}
