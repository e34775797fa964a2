package dev.backstop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.backstop.cli.page.Chart;
import dev.backstop.domain.DegradationLevel;
import dev.backstop.domain.PolicyRef;
import dev.backstop.incident.Incident;
import dev.backstop.incident.Sighting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers as Prometheus does. */
class PrometheusChartsTest {

  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
  private static final Chart.Marked MARKED = new Chart.Marked(T, T.plusSeconds(60));
  private static final String ANSWER =
      """
      {"status":"success","data":{"resultType":"matrix","result":[
        {"metric":{"tier":"primary"},"values":[[1767225600.5,"1.5"],[1767225605,"NaN"]]},
        {"metric":{},"values":[[1767225600,"2"]]}]}}
      """;

  private final List<String> asked = new ArrayList<>();
  private int status = 200;
  private String body = ANSWER;
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/prometheus/api/v1/query_range",
        exchange -> {
          asked.add(
              URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8));
          byte[] answer = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void shouldAskForTheMetersOfTheTimeAndTheDomain() throws Exception {
    List<Chart> charts = charts();

    assertThat(charts).hasSize(asked.size()).hasSizeGreaterThan(5);
    assertThat(asked)
        .allSatisfy(
            query -> assertThat(query).contains("&start=1767225300.000&end=1767225900.000&step=5"))
        .anySatisfy(
            query ->
                assertThat(query)
                    .contains(
                        "max by (domain) (backstop_degradation_level{domain=\"a \\\"b\\\"\"})"))
        .anySatisfy(
            query ->
                assertThat(query)
                    .contains("rate(backstop_decisions_total{policy=~\"credit\\\\.eu\"}[1m])"));
    Chart first = charts.get(0);
    assertThat(first.marked()).isEqualTo(MARKED);
    assertThat(first.series()).extracting(Chart.Series::name).containsExactly("primary", "all");
    assertThat(first.series().get(0).points())
        .containsExactly(
            new Chart.Point(T.plusMillis(500), 1.5), new Chart.Point(T.plusSeconds(5), Double.NaN));
  }

  @Test
  void shouldSayThatItIsNoPrometheus() {
    body = "{}";
    assertThatThrownBy(this::charts)
        .isInstanceOf(IOException.class)
        .hasMessage("it is no Prometheus");
    body = "<html>";
    assertThatThrownBy(this::charts).isInstanceOf(IOException.class);
    status = 503;
    assertThatThrownBy(this::charts).isInstanceOf(IOException.class).hasMessage("status 503");
  }

  private List<Chart> charts() throws IOException, InterruptedException {
    Incident incident =
        Incident.after(
            null,
            new Sighting(
                "a \"b\"",
                new PolicyRef("credit.eu", "1", "a".repeat(64)),
                DegradationLevel.QUIET_DEGRADATION,
                List.of(),
                T),
            "o");
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/prometheus/");
    return new PrometheusCharts(base).of(incident, T.minusSeconds(300), T.plusSeconds(300), MARKED);
  }
}
