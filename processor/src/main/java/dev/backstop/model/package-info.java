/**
 * Models as Backstop sees them: something that takes a batch of rows and gives one outcome a row.
 * What runs the model is an adapter in a package below.
 */
@NullMarked
package dev.backstop.model;

import org.jspecify.annotations.NullMarked;
