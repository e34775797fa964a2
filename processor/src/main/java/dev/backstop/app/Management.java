package dev.backstop.app;

import dev.backstop.yaml.InvalidDocumentException;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinBindException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.UnknownStateStoreException;

/**
 * The management port: metrics, health, topology, policies and controls, pending reviews. It shows
 * no feature of any request.
 */
final class Management implements AutoCloseable {

  private static final int PAGE = 100;
  private static final int LARGEST_PAGE = 1000;

  private final Javalin server;

  private Management(Javalin server) {
    this.server = server;
  }

  static Management start(
      String host,
      int port,
      PrometheusMeterRegistry meters,
      Health health,
      TopologyDescription topology,
      InForce inForce,
      PendingReviews pending) {
    Javalin server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.routes.get(
                  "/metrics",
                  context ->
                      context
                          .contentType("text/plain; version=0.0.4; charset=utf-8")
                          .result(meters.scrape()));
              config.routes.get("/health/live", context -> answer(context, health.live()));
              config.routes.get("/health/ready", context -> answer(context, health.ready()));
              config.routes.get(
                  "/topology",
                  context ->
                      context.contentType("text/plain; charset=utf-8").result(topology.toString()));
              config.routes.get("/policy", context -> context.json(inForce.now()));
              config.routes.get("/pending", context -> page(context, pending));
            });
    try {
      return new Management(server.start(host, port));
    } catch (JavalinBindException e) {
      throw new InvalidDocumentException(
          "the management port",
          List.of(
              host
                  + ":"
                  + port
                  + " is in use or not an address of this machine; set 'management.port' (0 takes a free one) or 'management.host'"));
    }
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }

  private static void answer(Context context, Health.Report report) {
    context
        .status(report.up() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .json(Map.of("status", report.up() ? "UP" : "DOWN", "details", report.details()));
  }

  private static void page(Context context, PendingReviews pending) {
    String limit = context.queryParam("limit");
    int wanted;
    try {
      wanted = limit == null ? PAGE : Integer.parseInt(limit);
    } catch (NumberFormatException e) {
      wanted = 0;
    }
    if (wanted < 1 || wanted > LARGEST_PAGE) {
      context
          .status(HttpStatus.BAD_REQUEST)
          .json(Map.of("error", "limit must be a whole number from 1 to " + LARGEST_PAGE));
      return;
    }
    try {
      context.json(pending.after(context.queryParam("after"), wanted));
    } catch (UnknownStateStoreException e) {
      context
          .status(HttpStatus.NOT_FOUND)
          .json(Map.of("error", "this instance does not run the review part; ask one that does"));
    } catch (StreamsException | IllegalStateException e) {
      context
          .status(HttpStatus.SERVICE_UNAVAILABLE)
          .json(Map.of("error", "this instance is not running yet, or no longer"));
    }
  }
}
