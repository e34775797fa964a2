package dev.backstop.app;

import dev.backstop.control.ControlBoard;
import dev.backstop.control.Degradation;
import dev.backstop.domain.DegradationLevel;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.telemetry.DegradationMeters;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows how far each domain is degraded, by what this instance has heard. It looks again and again,
 * because a control ends by the clock alone.
 */
final class DegradationWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DegradationWatch.class);
  private static final long EVERY_MILLIS = 250;

  private final Policies policies;
  private final ControlBoard board;
  private final DegradationMeters meters;
  private final InstantSource clock;
  private final Map<String, DegradationLevel> shown = new HashMap<>();
  private final ScheduledExecutorService often =
      Executors.newSingleThreadScheduledExecutor(new DaemonThreads("degradation"));

  DegradationWatch(
      Policies policies, ControlBoard board, DegradationMeters meters, InstantSource clock) {
    this.policies = policies;
    this.board = board;
    this.meters = meters;
    this.clock = clock;
  }

  /** From now on it looks by itself. */
  void watch() {
    var unused =
        often.scheduleWithFixedDelay(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  synchronized void look() {
    for (Policy policy : policies.all()) {
      Degradation now = board.degradation(policy, clock.instant());
      DegradationLevel before = shown.put(policy.domain(), now.level());
      meters.show(policy.domain(), now.level());
      if (now.level() != (before == null ? DegradationLevel.NORMAL : before)) {
        LOG.info(
            "event=degradation_moved domain={} from={} to={} lacks=\"{}\"",
            policy.domain(),
            before,
            now.level(),
            now.lacks().stream().map(Degradation.Lack::inWords).collect(Collectors.joining("; ")));
      }
    }
  }

  @Override
  public void close() {
    often.shutdownNow();
  }
}
