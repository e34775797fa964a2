package dev.backstop.control;

/**
 * Why a tier must not be asked.
 *
 * @param control the control's id
 * @param why in words that tell nothing of who wants it
 */
public record Bar(String control, String why) {}
