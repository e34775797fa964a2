package dev.backstop.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlKeysTest {

  private static final TrustedKeys NOBODY = TrustedKeys.of(Map.of());

  @TempDir private Path folder;

  private final List<String> problems = new ArrayList<>();
  private KeyFiles.Pair olga;
  private KeyFiles.Pair node;
  private ControlKey secret;
  private ControlKeys keys;

  @BeforeEach
  void keys() throws IOException {
    olga = KeyFiles.generate("olga", folder);
    node = KeyFiles.generate("node-1", folder);
    secret = ControlKey.read("k", node.privateKey(), problems::add);
    keys = new ControlKeys(trusted(olga), trusted(node));
  }

  @Test
  void shouldTrustWhatAnInstanceHasSignedForAPlaybookAndNothingElse() {
    // Given
    Control stop = control(new Switch.Stop(), "playbook:p");
    byte[] signature = secret.sign(stop);
    // Then
    assertThat(problems).isEmpty();
    assertThat(keys.problems(stop, signature)).isEmpty();
    assertThat(keys.problems(stop, null))
        .containsExactly("no instance has signed it for 'playbook:p'");
    assertThat(keys.problems(control(new Switch.Stop(), "playbook:q"), signature))
        .containsExactly("its signature is that of no key that may sign for playbooks");
    assertThat(new ControlKeys(trusted(olga), NOBODY).problems(stop, signature))
        .containsExactly("no key is trusted here to sign for playbooks");
    assertThat(new ControlKeys(NOBODY, NOBODY).problems(stop, null)).isEmpty();
  }

  @Test
  void shouldNotLetAnInstanceSignForAPerson() throws IOException {
    // Given
    Control asNode = control(new Switch.Stop(), "node-1");
    Control asOlga = control(new Switch.Stop(), "olga");
    // Then
    assertThat(keys.problems(asNode, person(node, "node-1", asNode)))
        .containsExactly("the key of 'node-1' is not trusted here");
    assertThat(keys.problems(asOlga, person(node, "olga", asOlga))).hasSize(1);
    assertThat(keys.problems(asOlga, secret.sign(asOlga))).hasSize(1);
  }

  @Test
  void shouldNotLetAPersonSignForAPlaybook() throws IOException {
    // Given
    KeyFiles.Pair named = KeyFiles.generate("playbook:p", folder);
    Control stop = control(new Switch.Stop(), "playbook:p");
    ControlKeys both = new ControlKeys(trusted(olga, named), trusted(node));
    // Then
    assertThat(both.problems(stop, person(named, "playbook:p", stop))).hasSize(1);
    assertThat(both.problems(stop, person(node, "node-1", stop)))
        .as("nor an instance in an operator's part")
        .hasSize(1);
  }

  @Test
  void shouldTellWhatDoesNotGoTogether() throws IOException {
    assertThat(keys.misfits(secret)).isEmpty();
    assertThat(keys.misfits(null)).isEmpty();
    assertThat(new ControlKeys(trusted(olga), NOBODY).misfits(secret))
        .singleElement()
        .asString()
        .contains("'node-1'", "has no node-1.pub.pem that fits it");
    assertThat(new ControlKeys(NOBODY, trusted(node)).misfits(secret))
        .singleElement()
        .asString()
        .contains("has no effect without 'policies.trusted.keys'");
    assertThat(new ControlKeys(trusted(olga, node), trusted(node)).misfits(secret))
        .singleElement()
        .asString()
        .contains("the key of 'node-1' is in 'policies.trusted.keys' too");
    assertThat(keys.alsoOf("drill.trusted.keys", trusted(node)))
        .singleElement()
        .asString()
        .contains("the key of 'node-1' is in 'drill.trusted.keys' too");
  }

  @Test
  void shouldSayWhyThereIsNoSecretKeyWithoutAnyOfIt() {
    assertThat(ControlKey.read("k", node.publicKey(), problems::add)).isNull();
    assertThat(ControlKey.read("k", folder.resolve("none.key.pem"), problems::add)).isNull();
    assertThat(problems.get(0)).contains("'k': ", "must be called <name>.key.pem");
    assertThat(problems.get(1)).contains("'k': ", "none.key.pem");
    assertThat(secret).hasToString("ControlKey[node-1]");
  }

  private static Control control(Switch set, String who) {
    return Control.of("d", set, who, "a test", Instant.EPOCH, Instant.EPOCH.plusSeconds(60));
  }

  private static byte[] person(KeyFiles.Pair key, String name, Control control) throws IOException {
    return Signatures.sign(
        KeyFiles.privateKey(key.privateKey()), Part.OPERATOR, name, control.canonical());
  }

  private TrustedKeys trusted(KeyFiles.Pair... pairs) {
    return TrustedKeys.read(
        List.of(pairs).stream().map(KeyFiles.Pair::publicKey).toList(), problems::add);
  }
}
