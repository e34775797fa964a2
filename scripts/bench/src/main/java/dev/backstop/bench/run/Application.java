package dev.backstop.bench.run;

import dev.backstop.rig.ProcessStats;
import java.util.List;

/** Something that answers requests, made of one or more processes. */
public interface Application extends AutoCloseable {

  /** As it stands in reports. */
  String name();

  String requests();

  String decisions();

  List<Long> pids();

  /** Stops all its processes where they are. */
  void pause();

  void resume();

  /**
   * Fails unless all of its processes run.
   *
   * @throws dev.backstop.rig.RigException when one has ended
   */
  void requireAlive();

  /** What all its processes have used. */
  default ProcessStats stats() {
    List<ProcessStats> all = pids().stream().map(ProcessStats::of).toList();
    return new ProcessStats(
        all.stream().mapToLong(ProcessStats::cpuMicros).sum(),
        all.stream().mapToLong(ProcessStats::residentBytes).sum());
  }

  @Override
  void close();
}
