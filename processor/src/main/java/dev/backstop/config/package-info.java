/**
 * Configuration: one YAML file with environment overrides, and the policy files it names. Every key
 * is declared in {@link dev.backstop.config.ConfigKey}, with its default and description; an
 * unknown key is an error; all problems are told at once.
 */
@NullMarked
package dev.backstop.config;

import org.jspecify.annotations.NullMarked;
