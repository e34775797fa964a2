/**
 * Model packages: a folder with {@code model.yaml} and the files it names. Reading one checks all
 * of it, the safety of the model file included, before any of it gets near an engine.
 */
@NullMarked
package dev.backstop.model.pack;

import org.jspecify.annotations.NullMarked;
