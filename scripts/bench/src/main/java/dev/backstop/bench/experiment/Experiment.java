package dev.backstop.bench.experiment;

import dev.backstop.bench.report.Findings;

/** One thing to be found out. */
public interface Experiment {

  /** As the command line names it. */
  String key();

  /** How long it takes, about; for the progress line alone. */
  double plannedSeconds(Effort effort);

  Findings run(Bench bench) throws InterruptedException;
}
