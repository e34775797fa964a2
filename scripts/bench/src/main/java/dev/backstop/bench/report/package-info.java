/** Figures for people and programs: JSON, Markdown, a chart. */
@NullMarked
package dev.backstop.bench.report;

import org.jspecify.annotations.NullMarked;
