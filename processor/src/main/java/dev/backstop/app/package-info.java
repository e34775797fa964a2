/**
 * Where everything is put together: {@link dev.backstop.app.Wiring} is the only place that calls
 * constructors across packages.
 */
@NullMarked
package dev.backstop.app;

import org.jspecify.annotations.NullMarked;
