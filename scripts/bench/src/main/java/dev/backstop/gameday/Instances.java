package dev.backstop.gameday;

import dev.backstop.guard.BreakerState;
import dev.backstop.rig.BackstopLaunch;
import dev.backstop.rig.BackstopProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The instances of the day's application, each a process of its own that may be killed. */
final class Instances implements PrimaryDeath.Fleet, AutoCloseable {

  private final List<BackstopLaunch> launches = new ArrayList<>();
  private final List<BackstopProcess> processes = new ArrayList<>();

  /** Starts one more, and waits until it is ready. */
  void start(BackstopLaunch launch) throws InterruptedException {
    launches.add(launch);
    processes.add(BackstopProcess.start(launch));
    processes.get(processes.size() - 1).awaitReady();
  }

  /** Whether each is the process that it was at its last start. */
  boolean alive() {
    return processes.stream().allMatch(BackstopProcess::isAlive);
  }

  @Override
  public List<Optional<BreakerState.Kind>> states(String model) throws InterruptedException {
    List<Optional<BreakerState.Kind>> states = new ArrayList<>();
    for (BackstopProcess one : processes) {
      states.add(one.get("/policy").flatMap(answer -> BreakerSight.in(answer, model)));
    }
    return states;
  }

  @Override
  public void kill(int number) {
    processes.get(number).kill();
  }

  @Override
  public void startAgain(int number) throws InterruptedException {
    BackstopProcess again = BackstopProcess.start(launches.get(number));
    processes.set(number, again);
    again.awaitReady();
  }

  @Override
  public void close() {
    processes.forEach(BackstopProcess::close);
  }
}
