/**
 * Weighs what two models said of the same records. All that is known of one candidate comes to one
 * instance, by the key of the comparisons.
 */
@NullMarked
package dev.backstop.topology.judge;

import org.jspecify.annotations.NullMarked;
