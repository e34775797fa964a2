/**
 * Pages that a browser opens from a file: values in, HTML out. Nothing is fetched, and without
 * scripts the tables tell everything.
 */
@NullMarked
package dev.backstop.cli.page;

import org.jspecify.annotations.NullMarked;
