/**
 * What is measured. The meters' names are public API; {@link dev.backstop.telemetry.Meter} declares
 * and documents them.
 */
@NullMarked
package dev.backstop.telemetry;

import org.jspecify.annotations.NullMarked;
