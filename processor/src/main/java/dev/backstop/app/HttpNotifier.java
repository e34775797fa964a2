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
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts notices as JSON, on a thread of its own. A notice may come twice, if the transaction it
 * belongs to is made again: {@code Idempotency-Key} is the same then.
 */
final class HttpNotifier implements Notifier, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpNotifier.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int TRIES = 3;
  private static final int WAITING_MOST = 100;

  /** Outcomes are asked for once a second; more than these nobody has asked for. */
  private static final int TOLD_MOST = 1_000;

  private final JsonMapper json = JsonMapper.builder().build();
  private final Map<String, Boolean> told = new ConcurrentHashMap<>();
  private final PlaybookMeters meters;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final ThreadPoolExecutor sender =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING_MOST),
          task -> {
            Thread thread = new Thread(task, "backstop-notices");
            thread.setDaemon(true);
            return thread;
          });

  HttpNotifier(PlaybookMeters meters) {
    this.meters = meters;
  }

  @Override
  public void tell(Notice notice) {
    try {
      sender.execute(() -> done(notice, post(notice)));
    } catch (RejectedExecutionException e) {
      done(notice, false);
    }
  }

  @Override
  public Map<String, Boolean> told() {
    return Map.copyOf(told);
  }

  @Override
  public void close() {
    sender.shutdownNow();
  }

  private void done(Notice notice, boolean taken) {
    if (told.size() >= TOLD_MOST) {
      told.clear();
    }
    told.put(notice.key(), taken);
    meters.told(taken);
    if (!taken) {
      LOG.warn("event=notice_failed run={} notice={}", notice.run().id(), notice.key());
    }
  }

  private boolean post(Notice notice) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(notice.url()))
              .timeout(PATIENCE)
              .header("Content-Type", "application/json")
              .header("Idempotency-Key", notice.key())
              .POST(HttpRequest.BodyPublishers.ofString(body(notice)))
              .build();
      for (int i = 0; i < TRIES; i++) {
        if (post(request)) {
          return true;
        }
      }
      return false;
    } catch (IllegalArgumentException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
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
