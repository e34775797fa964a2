/** What is measured, one class an experiment; each starts what it needs and ends it. */
@NullMarked
package dev.backstop.bench.experiment;

import org.jspecify.annotations.NullMarked;
