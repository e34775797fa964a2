package dev.backstop.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.BackstopConfig;
import dev.backstop.config.ConfigLoader;
import dev.backstop.model.Models;
import dev.backstop.model.djl.DjlModels;
import dev.backstop.policy.Policies;
import dev.backstop.signing.ControlKey;
import dev.backstop.signing.ControlKeys;
import dev.backstop.signing.KeyFiles;
import dev.backstop.signing.TrustedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartReportTest {

  private static final TrustedKeys NOBODY = TrustedKeys.of(Map.of());

  @TempDir private Path folder;

  private TrustedKeys people = NOBODY;
  private TrustedKeys nodes = NOBODY;
  private KeyFiles.Pair node;

  @BeforeEach
  void keys() throws IOException {
    node = KeyFiles.generate("node-1", folder);
    people = trusted(KeyFiles.generate("olga", folder));
    nodes = trusted(node);
  }

  @Test
  void shouldWarnWherePlaybooksCanSetNothingForWantOfAKey() throws IOException {
    ControlKey own = ControlKey.read("k", node.privateKey(), problem -> {});

    assertThat(lines("all", new ControlKeys(people, nodes), own))
        .containsExactly(
            "backstop is starting: role ALL, topics backstop.*",
            "no policy file: the policies are those of the topic");
    assertThat(lines("guard", new ControlKeys(people, nodes), null))
        .anyMatch(line -> line.contains("'playbooks.signing.key' changes that"));
    assertThat(lines("primary", new ControlKeys(people, nodes), null))
        .as("it runs none")
        .noneMatch(line -> line.contains("warning"));
    assertThat(lines("primary", new ControlKeys(people, NOBODY), null))
        .anyMatch(line -> line.contains("'playbooks.trusted.keys' changes that"));
  }

  @Test
  void shouldSayThatNoSignaturesAreAskedForAndNothingOfPlaybooksThen() {
    assertThat(lines("all", new ControlKeys(NOBODY, NOBODY), null))
        .anyMatch(line -> line.startsWith("signatures of policies are not asked for"))
        .anyMatch(line -> line.startsWith("signatures of controls are not asked for"))
        .noneMatch(line -> line.contains("warning"));
  }

  @Test
  void shouldShowNothingOfASecretKey() throws IOException {
    String secret = Files.readAllLines(node.privateKey()).get(1);
    ControlKey own = ControlKey.read("k", node.privateKey(), problem -> {});

    assertThat(lines("all", new ControlKeys(people, nodes), own))
        .noneMatch(line -> line.contains(secret));
  }

  private static List<String> lines(String role, ControlKeys keys, @Nullable ControlKey own) {
    BackstopConfig config =
        ConfigLoader.load(
            null,
            Map.of(
                "BACKSTOP_KAFKA_BOOTSTRAP_SERVERS",
                "b:1",
                "BACKSTOP_REGISTRY_URL",
                "http://127.0.0.1:1",
                "BACKSTOP_ROLE",
                role));
    Models models = new Models(List.of());
    PackagedModels source = new PackagedModels(new DjlModels(), Map.of(), null, config.models());
    return new StartReport(
            config,
            new Assembly(
                new Policies(List.of()),
                models,
                new ModelShelf(source, models),
                keys,
                own,
                NOBODY,
                1))
        .lines();
  }

  private static TrustedKeys trusted(KeyFiles.Pair pair) {
    return TrustedKeys.read(List.of(pair.publicKey()), problem -> {});
  }
}
