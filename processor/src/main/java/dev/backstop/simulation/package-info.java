/**
 * What a policy would have made of requests that were answered under another: no model is asked.
 */
@NullMarked
package dev.backstop.simulation;

import org.jspecify.annotations.NullMarked;
