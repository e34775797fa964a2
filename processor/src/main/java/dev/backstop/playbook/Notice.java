package dev.backstop.playbook;

/**
 * Something to be told outside.
 *
 * @param key tells it apart from others, and is the same if it is told twice
 * @param text a sentence
 */
public record Notice(String key, String url, Run run, String text) {}
