/**
 * What the command line says about requests, tasks and decisions: values in, sentences out. It
 * reads nothing and has no clock.
 */
@NullMarked
package dev.backstop.cli.story;

import org.jspecify.annotations.NullMarked;
