package dev.backstop.topics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backstop.config.BackstopConfig;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The registry's Confluent-compatible interface, as far as schemas are registered and looked up.
 * Apicurio and Confluent's own registry both have it.
 *
 * @see <a href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">Schema
 *     Registry API</a>
 */
public final class SubjectRegistry {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String url;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  /**
   * A client.
   *
   * @param url of the Confluent-compatible interface, such as {@code
   *     http://localhost:8080/apis/ccompat/v7}
   */
  public SubjectRegistry(String url) {
    this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** The registry that the configuration names, if it names one. */
  public static Optional<SubjectRegistry> of(BackstopConfig config) {
    String own = config.registry().url();
    String confluent = config.kafka().getOrDefault("schema.registry.url", "");
    if (!own.isEmpty()) {
      return Optional.of(
          new SubjectRegistry((own.endsWith("/") ? own : own + "/") + "apis/ccompat/v7"));
    }
    return confluent.isEmpty()
        ? Optional.empty()
        : Optional.of(new SubjectRegistry(confluent.split(",")[0]));
  }

  /**
   * What is missing for writing without registering, each with its remedy; empty if nothing is, or
   * if there is no registry.
   *
   * @param config whose topics are meant
   */
  public static List<String> problems(BackstopConfig config) {
    Optional<SubjectRegistry> registry = of(config);
    if (registry.isEmpty() || config.registry().autoRegister()) {
      return List.of();
    }
    List<String> problems = new ArrayList<>();
    for (Subject subject : Subject.inUse(config.topics().prefix())) {
      try {
        if (registry.get().find(subject).isEmpty()) {
          problems.add(
              "schema "
                  + subject.schema().getFullName()
                  + " is not registered as "
                  + subject.name()
                  + "; mend it with: backstop schemas register");
        }
      } catch (DeniedException e) {
        // Credentials are the serde's business; whether it may read and write shows when it does.
        return problems;
      } catch (IOException e) {
        problems.add(
            "the schema registry does not tell whether "
                + subject.name()
                + " is there ("
                + e.getClass().getSimpleName()
                + "); check 'registry.url'");
        return problems;
      }
    }
    return problems;
  }

  /** The id of the subject's schema, or empty if it is not registered under that subject. */
  public OptionalInt find(Subject subject) throws IOException {
    HttpResponse<String> answer = post("/subjects/" + encoded(subject.name()), subject);
    return answer.statusCode() == 404 ? OptionalInt.empty() : OptionalInt.of(id(answer));
  }

  /**
   * Registers the subject's schema; one that is there already keeps its id.
   *
   * @throws IOException also if the registry refuses it, for it is not compatible with what is
   *     there
   */
  public int register(Subject subject) throws IOException {
    return id(post("/subjects/" + encoded(subject.name()) + "/versions", subject));
  }

  private HttpResponse<String> post(String path, Subject subject) throws IOException {
    String body = JSON.writeValueAsString(Map.of("schema", subject.schema().toString()));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** The registry wants to know who asks. */
  private static final class DeniedException extends IOException {
    private static final long serialVersionUID = 1L;

    DeniedException(int status) {
      super("the registry answers with status " + status + ": this command brings no credentials");
    }
  }

  private static int id(HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() == 401 || answer.statusCode() == 403) {
      throw new DeniedException(answer.statusCode());
    }
    JsonNode body = JSON.readTree(answer.body());
    if (answer.statusCode() / 100 != 2 || !body.path("id").isInt()) {
      throw new IOException(
          "the registry answers with status "
              + answer.statusCode()
              + ": "
              + body.path("message").asText("no message"));
    }
    return body.get("id").intValue();
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }
}
