package dev.backstop.app;

import dev.backstop.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when a stream thread dies: it is replaced, and its records are read again; when too
 * many die in a short time, the instance stops, for then a new process is worth more than a new
 * thread.
 */
final class ThreadDeaths implements StreamsUncaughtExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ThreadDeaths.class);
  private static final Duration SPAN = Duration.ofMinutes(10);

  private final int most;
  private final LongSupplier clock;
  private final Telemetry telemetry;
  private final Deque<Long> deaths = new ArrayDeque<>();

  ThreadDeaths(int most, LongSupplier clock, Telemetry telemetry) {
    this.most = most;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  @Override
  public synchronized StreamThreadExceptionResponse handle(Throwable exception) {
    long now = clock.getAsLong();
    deaths.addLast(now);
    while (deaths.getFirst() < now - SPAN.toMillis()) {
      deaths.removeFirst();
    }
    boolean stop = exception instanceof VirtualMachineError || deaths.size() > most;
    LOG.error(
        "event=thread_died deaths={} action={} causes={}",
        deaths.size(),
        stop ? "stop" : "replace",
        causes(exception));
    if (stop) {
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    telemetry.threadReplaced();
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  /** Classes and places alone: a message may hold a part of a record. */
  private static String causes(Throwable exception) {
    StringBuilder chain = new StringBuilder();
    for (Throwable cause = exception;
        cause != null;
        cause = cause.getCause() == cause ? null : cause.getCause()) {
      StackTraceElement[] trace = cause.getStackTrace();
      chain.append(chain.isEmpty() ? "" : " < ").append(cause.getClass().getName());
      if (trace.length > 0) {
        chain
            .append('@')
            .append(trace[0].getClassName())
            .append(':')
            .append(trace[0].getLineNumber());
      }
    }
    return chain.toString();
  }
}
