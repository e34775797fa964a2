package dev.backstop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import dev.backstop.topology.names.Role;
import dev.backstop.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigLoaderTest {

  private static final Map<String, String> NEEDED =
      Map.of(
          "BACKSTOP_KAFKA_BOOTSTRAP_SERVERS",
          "broker:9092",
          "BACKSTOP_REGISTRY_URL",
          "http://registry:8080");

  @TempDir Path folder;

  @Test
  void shouldTakeDefaultsThenTheFileThenTheEnvironment() throws IOException {
    Path file =
        write(
            """
        role: primary
        topics:
          prefix: a.
        duplicates.window: 2h
        kafka:
          num.stream.threads: 3
          producer: {linger.ms: 5}
        """);

    BackstopConfig config = ConfigLoader.load(file, with("BACKSTOP_TOPICS_PREFIX", "b."));

    assertThat(config.role()).isEqualTo(Role.PRIMARY);
    assertThat(config.topics().prefix()).isEqualTo("b.");
    assertThat(config.duplicateWindow()).isEqualTo(Duration.ofHours(2));
    assertThat(config.kafka())
        .containsEntry("num.stream.threads", "3")
        .containsEntry("producer.linger.ms", "5")
        .containsEntry("bootstrap.servers", "broker:9092");
    assertThat(config.effective())
        .filteredOn(
            setting -> setting.key().equals("topics.prefix") || setting.key().equals("role"))
        .extracting(Setting::source)
        .containsExactlyInAnyOrder("backstop.yaml:1:7", "environment BACKSTOP_TOPICS_PREFIX");
  }

  @Test
  void shouldTellAllProblemsAtOnceWithTheirPlaces() throws IOException {
    Path file =
        write(
            """
        rolle: primary
        role: boss
        topics: {partitions: none}
        duplicates.window: soon
        """);

    assertThatThrownBy(() -> ConfigLoader.load(file, Map.of("BACKSTOP_TYPO", "x")))
        .isInstanceOf(InvalidDocumentException.class)
        .extracting("problems", list(String.class))
        .anySatisfy(
            problem -> assertThat(problem).contains("backstop.yaml:1:8", "unknown key 'rolle'"))
        .anySatisfy(problem -> assertThat(problem).contains("backstop.yaml:2:7", "'role' must be"))
        .anySatisfy(
            problem ->
                assertThat(problem).contains("backstop.yaml:3:", "'topics.partitions' must be"))
        .anySatisfy(
            problem -> assertThat(problem).contains("'duplicates.window' must be a time span"))
        .anySatisfy(problem -> assertThat(problem).contains("BACKSTOP_TYPO"))
        .anySatisfy(problem -> assertThat(problem).contains("'kafka.bootstrap.servers' is missing"))
        .anySatisfy(problem -> assertThat(problem).contains("'registry.url' is missing"));
  }

  @Test
  void shouldResolvePathsAgainstTheFile() throws IOException {
    Path file = write("models: [models/a, models/b]\npolicies: [p.yaml]\n");

    BackstopConfig config = ConfigLoader.load(file, NEEDED);

    assertThat(config.models().directories())
        .containsExactly(folder.resolve("models/a"), folder.resolve("models/b"));
    assertThat(config.policies()).isEqualTo(List.of(folder.resolve("p.yaml")));
  }

  @Test
  void shouldPassOverWhatKubernetesPutsIntoTheEnvironment() {
    BackstopConfig config =
        ConfigLoader.load(null, with("BACKSTOP_SERVICE_PORT_MANAGEMENT", "8090"));

    assertThat(config)
        .usingRecursiveComparison()
        .ignoringFields("effective")
        .isEqualTo(ConfigLoader.load(null, NEEDED));
    assertThat(ConfigLoader.load(null, with("BACKSTOP_PORT_8090_TCP_ADDR", "10.0.0.1")).role())
        .isEqualTo(Role.ALL);
  }

  @Test
  void shouldTakeTwoUnderscoresForAHyphen() {
    BackstopConfig config =
        ConfigLoader.load(null, with("BACKSTOP_KAFKA_APICURIO_REGISTRY_AUTO__REGISTER", "true"));

    assertThat(config.kafka()).containsEntry("apicurio.registry.auto-register", "true");
  }

  @Test
  void shouldNeverShowASecret() {
    BackstopConfig config =
        ConfigLoader.load(null, with("BACKSTOP_KAFKA_SASL_JAAS_CONFIG", "password=hunter2"));

    assertThat(config.effective().toString()).doesNotContain("hunter2").contains("********");
    assertThat(new Setting("registry.url", "http://me:hunter2@host/x", "default").shown())
        .isEqualTo("http://********@host/x");
  }

  @ParameterizedTest
  @EnumSource
  void shouldDescribeEveryKeyAndTakeItsOwnDefault(ConfigKey key) {
    String own = key.defaultValue();

    assertThat(key.description()).endsWith(".").hasSizeGreaterThan(20);
    assertThat(key.environmentVariable()).matches("BACKSTOP_[A-Z_]+");
    if (own != null) {
      // A default that was not legal, or not the one applied, would show here.
      assertThat(
              ConfigLoader.load(
                  null,
                  with(
                      key.environmentVariable(),
                      own.isEmpty() && key == ConfigKey.REGISTRY_URL
                          ? "http://registry:8080"
                          : own)))
          .usingRecursiveComparison()
          .ignoringFields("effective")
          .isEqualTo(ConfigLoader.load(null, NEEDED));
    }
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(folder.resolve("backstop.yaml"), yaml);
  }

  private static Map<String, String> with(String variable, String value) {
    Map<String, String> environment = new java.util.HashMap<>(NEEDED);
    environment.put(variable, value);
    return environment;
  }
}
