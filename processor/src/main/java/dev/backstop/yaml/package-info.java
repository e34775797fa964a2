/**
 * Reading YAML strictly: every problem is reported, each with file, line and column, and a key that
 * nobody asked for is a problem. Configuration, policies and model packages are read with it.
 */
@NullMarked
package dev.backstop.yaml;

import org.jspecify.annotations.NullMarked;
