/**
 * What a review of an incident needs, as files: made of what was found, without reading anything.
 */
@NullMarked
package dev.backstop.cli.bundle;

import org.jspecify.annotations.NullMarked;
