package dev.backstop.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.backstop.cli.story.Table;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;

/** What running instances say on their management ports. */
final class InstanceStatus {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  private InstanceStatus() {}

  /** Tells a line an instance, and whether all have answered and are ready. */
  static boolean tell(List<URI> urls, Terminal terminal) {
    InstanceStatus status = new InstanceStatus();
    Table table =
        new Table(
            "INSTANCE",
            "ROLE",
            "READY",
            "POLICIES",
            "SWITCHES",
            "BREAKERS",
            "DEGRADED",
            "REMARKS",
            "AT");
    boolean well = true;
    for (URI url : urls) {
      well &= status.row(url, table);
    }
    terminal.say(table.lines());
    return well;
  }

  private boolean row(URI url, Table table) {
    try {
      HttpResponse<String> ready = get(url, "/health/ready");
      HttpResponse<String> policy = get(url, "/policy");
      if (policy.statusCode() != 200) {
        table.row("unknown", "", "no", "", "", "", "", "it has no /policy", url.toString());
        return false;
      }
      JsonNode told = Json.MAPPER.readTree(policy.body());
      boolean up = ready.statusCode() == 200;
      table.row(
          told.path("instance").asText(),
          told.path("role").asText(),
          up ? "yes" : "no",
          policies(told),
          controls(told),
          breakers(told),
          degradation(told),
          refused(told),
          url.toString());
      return up;
    } catch (JsonProcessingException | IllegalArgumentException e) {
      table.row("unknown", "", "no", "", "", "", "", "it is no instance", url.toString());
    } catch (IOException e) {
      table.row("unknown", "", "no", "", "", "", "", "it does not answer", url.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private HttpResponse<String> get(URI url, String path) throws IOException, InterruptedException {
    String base = url.toString();
    URI whole =
        URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    return http.send(
        HttpRequest.newBuilder(whole).timeout(PATIENCE).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String policies(JsonNode told) {
    StringJoiner all = new StringJoiner(", ");
    for (JsonNode policy : told.path("policies")) {
      String sha256 = policy.path("sha256").asText();
      all.add(
          policy.path("name").asText()
              + '@'
              + policy.path("version").asText()
              + '#'
              + sha256.substring(0, Math.min(8, sha256.length())));
    }
    return all.toString();
  }

  private static String controls(JsonNode told) {
    StringJoiner all = new StringJoiner(", ");
    for (JsonNode control : told.path("controls")) {
      all.add(control.path("slot").asText() + '@' + control.path("domain").asText());
    }
    return all.length() == 0 ? "none" : all.toString();
  }

  /** Those that are not closed. */
  private static String breakers(JsonNode told) {
    StringJoiner all = new StringJoiner(", ");
    for (JsonNode breaker : told.path("breakers")) {
      String state = breaker.path("state").asText();
      if (!state.equals("CLOSED")) {
        String segment = breaker.path("segment").asText("");
        all.add(
            breaker.path("model").asText()
                + (segment.isEmpty() ? "" : '/' + segment)
                + ' '
                + state);
      }
    }
    return all.length() == 0 ? "closed" : all.toString();
  }

  /** The domains that lack anything, with their level. */
  private static String degradation(JsonNode told) {
    StringJoiner all = new StringJoiner(", ");
    for (JsonNode policy : told.path("policies")) {
      JsonNode degradation = policy.path("degradation");
      if (degradation.path("level").asInt() > 0) {
        all.add(policy.path("domain").asText() + ' ' + degradation.path("name").asText());
      }
    }
    return all.length() == 0 ? "no" : all.toString();
  }

  private static String refused(JsonNode told) {
    StringJoiner all = new StringJoiner("; ");
    for (String kind : List.of("policyNotes", "refusedControls")) {
      told.path(kind)
          .properties()
          .forEach(one -> all.add(one.getKey() + ": " + one.getValue().asText()));
    }
    return all.length() == 0 ? "none" : all.toString();
  }
}
