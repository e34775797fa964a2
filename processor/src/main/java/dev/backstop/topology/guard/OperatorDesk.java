package dev.backstop.topology.guard;

import dev.backstop.control.Control;
import dev.backstop.control.ControlBoard;
import dev.backstop.control.Switch;
import dev.backstop.guard.Guarded;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;

/**
 * What operators want of the breakers of one task. Every instance hears of every control; the one
 * to act on it is the owner of the breaker, whether or not a call of the model was ever reported.
 *
 * @param partitions of the topic of reports; 0 if that is not known
 * @param partition of the task
 */
record OperatorDesk(ControlBoard board, int partitions, int partition) {

  /** The controls that hold, by the breaker that they are about; those of this task alone. */
  Map<Guarded, Control> wanted(Instant now) {
    Map<Guarded, Control> wanted = new LinkedHashMap<>();
    for (Control control : board.current().all()) {
      if (control.set() instanceof Switch.OfBreaker breaker
          && control.holds(now)
          && owns(breaker.guarded())) {
        wanted.put(breaker.guarded(), control);
      }
    }
    return wanted;
  }

  /** By the producer's own partitioner, which has sent the reports. */
  private boolean owns(Guarded guarded) {
    byte[] key = guarded.key().getBytes(StandardCharsets.UTF_8);
    return partitions > 0 && Utils.toPositive(Utils.murmur2(key)) % partitions == partition;
  }
}
