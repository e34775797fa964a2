package dev.backstop.app;

import dev.backstop.config.BackstopConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks whether the schema registry answers. */
final class RegistryProbe {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Optional<String> url;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  RegistryProbe(BackstopConfig config) {
    String own = config.registry().url();
    // A serde set under kafka. names its registry in its own way; these are the two common ones.
    String other =
        config
            .kafka()
            .getOrDefault(
                "schema.registry.url", config.kafka().getOrDefault("apicurio.registry.url", ""));
    String address = own.isEmpty() ? other : own;
    this.url = address.isEmpty() ? Optional.empty() : Optional.of(address.split(",")[0]);
  }

  /** A sentence if the registry does not answer; nothing if it does, or if the serde has none. */
  List<String> problems() {
    return url.flatMap(this::problem).stream().toList();
  }

  private Optional<String> problem(String address) {
    String remedy = "; start it, or set 'registry.url' to where it is";
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address)).timeout(PATIENCE).GET().build();
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status < 500
          ? Optional.empty()
          : Optional.of(
              "the schema registry at " + address + " answers with status " + status + remedy);
    } catch (IOException e) {
      return Optional.of(
          "the schema registry at "
              + address
              + " does not answer ("
              + e.getClass().getSimpleName()
              + ")"
              + remedy);
    } catch (IllegalArgumentException e) {
      return Optional.of("'registry.url' is not an address: '" + address + "'");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("the check of the schema registry was interrupted");
    }
  }
}
