package dev.backstop.model;

import dev.backstop.domain.Features;
import dev.backstop.domain.Outcome;
import java.time.Duration;
import java.util.List;

/**
 * Answers rows, a batch at a time.
 *
 * <p>Contract, which every implementation's test runs: one outcome a row, in the order of the rows;
 * an empty batch gives an empty list; a row that cannot be answered fails alone and leaves the
 * others as they would be without it; a row's outcome does not depend on what else is in the batch;
 * safe for use by several threads at once; never throws for what a row or a model does.
 */
@FunctionalInterface
public interface Scorer extends AutoCloseable {

  List<Outcome> scoreAll(List<Features> rows);

  /**
   * Answers the rows within a time budget, where the implementation can hold one; otherwise the
   * budget is ignored. The budget is for the whole batch.
   */
  default List<Outcome> scoreAll(List<Features> rows, Duration budget) {
    return scoreAll(rows);
  }

  /**
   * Begins to answer the rows, and goes on without waiting where the implementation can. The
   * outcomes are those of {@link #scoreAll(List, Duration)}. Whatever goes wrong does when it is
   * awaited.
   */
  default Begun begin(List<Features> rows, Duration budget) {
    return new Deferred(() -> scoreAll(rows, budget));
  }

  default Outcome score(Features row) {
    return scoreAll(List.of(row)).get(0);
  }

  default Outcome score(Features row, Duration budget) {
    return scoreAll(List.of(row), budget).get(0);
  }

  /** Frees what the scorer holds. The caller makes sure that nobody is using it. */
  @Override
  default void close() {}
}
