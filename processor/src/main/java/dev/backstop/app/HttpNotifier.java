package dev.backstop.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.backstop.playbook.Notice;
import dev.backstop.playbook.Notifier;
import dev.backstop.telemetry.PlaybookMeters;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts notices as JSON, on threads of its own, and tries again after a pause. A notice may come
 * twice, if nobody knew what became of it: {@code Idempotency-Key} is the same then.
 */
final class HttpNotifier implements Notifier, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpNotifier.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Long enough together for a server to start anew. */
  private static final List<Duration> PAUSES =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(25));

  private static final int THREADS = 4;
  private static final int WAITING_MOST = 100;

  /** Outcomes are asked for once a second; more than these nobody has asked for. */
  private static final int TOLD_MOST = 1_000;

  private final JsonMapper json = JsonMapper.builder().build();
  private final Map<String, Boolean> told = new ConcurrentHashMap<>();

  /** Keys of those that are not told yet: a stage that has been moved may ask for one again. */
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();

  private final AtomicInteger waiting = new AtomicInteger();
  private final PlaybookMeters meters;
  private final List<Duration> pauses;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final ScheduledThreadPoolExecutor sender =
      new ScheduledThreadPoolExecutor(THREADS, new DaemonThreads("notices"));

  HttpNotifier(PlaybookMeters meters) {
    this(meters, PAUSES);
  }

  /**
   * One that has other patience.
   *
   * @param pauses between one try and the next
   */
  HttpNotifier(PlaybookMeters meters, List<Duration> pauses) {
    this.meters = meters;
    this.pauses = List.copyOf(pauses);
    sender.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void tell(Notice notice) {
    if (!underWay.add(notice.key())) {
      return;
    }
    if (waiting.incrementAndGet() > WAITING_MOST) {
      done(notice, false);
    } else {
      later(notice, 0, Duration.ZERO);
    }
  }

  @Override
  public Map<String, Boolean> told() {
    return Map.copyOf(told);
  }

  /**
   * Gives those under way a moment to be taken. Those that wait for another try are told by the
   * instance that goes on with their run.
   */
  @Override
  public void close() {
    sender.shutdown();
    try {
      if (!sender.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        sender.shutdownNow();
      }
    } catch (InterruptedException e) {
      sender.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void done(Notice notice, boolean taken) {
    waiting.decrementAndGet();
    if (told.size() >= TOLD_MOST) {
      // Some: all would take away what is about to be asked for.
      told.keySet().stream().limit(TOLD_MOST / 2).toList().forEach(told::remove);
    }
    told.put(notice.key(), taken);
    underWay.remove(notice.key());
    meters.told(taken);
    if (!taken) {
      LOG.warn("event=notice_failed run={} notice={}", notice.run().id(), notice.key());
    }
  }

  private void later(Notice notice, int tried, Duration pause) {
    try {
      var unused =
          sender.schedule(() -> attempt(notice, tried), pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      done(notice, false);
    }
  }

  private void attempt(Notice notice, int tried) {
    boolean taken;
    try {
      taken = post(notice);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException e) {
      LOG.warn("event=notice_broken notice={} cause={}", notice.key(), e.getClass().getName());
      done(notice, false);
      return;
    }
    if (taken || tried >= pauses.size()) {
      done(notice, taken);
    } else {
      later(notice, tried + 1, pauses.get(tried));
    }
  }

  private boolean post(Notice notice) throws InterruptedException {
    return post(
        HttpRequest.newBuilder(URI.create(notice.url()))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", notice.key())
            .POST(HttpRequest.BodyPublishers.ofString(body(notice)))
            .build());
  }

  private boolean post(HttpRequest request) throws InterruptedException {
    try {
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status >= 200 && status < 300;
    } catch (IOException e) {
      return false;
    }
  }

  private String body(Notice notice) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("run", notice.run().id());
    body.put("playbook", notice.run().playbook());
    body.put("domain", notice.run().domain());
    body.put("state", notice.run().state().name());
    body.put("policy", notice.run().policy().toLineage());
    body.put("openedAt", notice.run().openedAt().toString());
    body.put("text", notice.text());
    try {
      return json.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a notice of texts cannot be written as JSON", e);
    }
  }
}
