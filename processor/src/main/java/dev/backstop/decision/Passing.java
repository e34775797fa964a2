package dev.backstop.decision;

import dev.backstop.domain.RawRecord;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.Verdict;

/** What one step of a record's path hands to the next. */
public sealed interface Passing
    permits Case, Step.Review, Emission, Passing.TaskRead, Passing.VerdictRead {

  /** A review task came in. */
  record TaskRead(ReviewTask task, RawRecord record) implements Passing {}

  /** A verdict came in. */
  record VerdictRead(Verdict verdict, RawRecord record) implements Passing {}
}
