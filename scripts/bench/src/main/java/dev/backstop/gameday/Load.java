package dev.backstop.gameday;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is asked, and how often.
 *
 * @param features of the next request
 * @param perSecond steadily, whatever becomes of the requests
 * @param deadline how long each request has; null leaves it to the policy
 */
record Load(
    String domain,
    Supplier<Map<String, Object>> features,
    double perSecond,
    @Nullable Duration deadline) {

  long everyNanos() {
    return Math.round(1e9 / perSecond);
  }
}
