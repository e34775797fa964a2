package dev.backstop.decision;

import dev.backstop.domain.LabelledExample;
import dev.backstop.domain.RawRecord;
import dev.backstop.domain.ReviewTask;
import dev.backstop.domain.Verdict;
import dev.backstop.guard.AnswerReport;
import dev.backstop.guard.CallReport;
import dev.backstop.guard.InputReport;
import dev.backstop.incident.TrafficReport;
import dev.backstop.judge.Comparison;
import dev.backstop.judge.ShadowRequest;

/** What one step of a record's path hands to the next. */
public sealed interface Passing
    permits Case,
        Step.Review,
        Emission,
        Passing.TaskRead,
        Passing.VerdictRead,
        Passing.ShadowRead,
        Passing.LabelRead,
        Passing.ComparisonRead,
        Passing.HealthRead,
        Passing.AnswerRead,
        Passing.InputsRead,
        Passing.TrafficRead {

  /** A review task came in. */
  record TaskRead(ReviewTask task, RawRecord record) implements Passing {}

  /** A verdict came in. */
  record VerdictRead(Verdict verdict, RawRecord record) implements Passing {}

  /** A request came in that one of two models has answered. */
  record ShadowRead(ShadowRequest request) implements Passing {}

  /** A label came in. */
  record LabelRead(LabelledExample example) implements Passing {}

  /** Two models' answers came in. */
  record ComparisonRead(Comparison comparison) implements Passing {}

  /** A report came in of how calls of a model have ended. */
  record HealthRead(CallReport report) implements Passing {}

  /** A report came in of what became of an answer of a model. */
  record AnswerRead(AnswerReport report) implements Passing {}

  /** A report came in of what a model was asked. */
  record InputsRead(InputReport report) implements Passing {}

  /** A report came in of what an instance has counted. */
  record TrafficRead(TrafficReport report) implements Passing {}
}
