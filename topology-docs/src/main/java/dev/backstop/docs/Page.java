package dev.backstop.docs;

/**
 * One generated document.
 *
 * @param file its name
 * @param about what it tells, for the index
 * @param text the whole of it, in Markdown
 */
record Page(String file, String about, String text) {}
