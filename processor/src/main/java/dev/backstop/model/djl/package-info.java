/**
 * Runs checked model packages with DJL and libtorch, on the processor and offline. The only package
 * that knows DJL.
 */
@NullMarked
package dev.backstop.model.djl;

import org.jspecify.annotations.NullMarked;
