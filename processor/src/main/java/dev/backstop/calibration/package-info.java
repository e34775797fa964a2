/** What labels say of the answers they stand beside. */
@NullMarked
package dev.backstop.calibration;

import org.jspecify.annotations.NullMarked;
