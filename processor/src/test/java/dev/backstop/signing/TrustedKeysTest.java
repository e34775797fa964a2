package dev.backstop.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.policy.PublishedPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedKeysTest {

  private static final byte[] DOCUMENT = "name: p\n".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  private final List<String> problems = new ArrayList<>();
  private KeyFiles.Pair ada;
  private KeyFiles.Pair ben;
  private KeyFiles.Pair eve;
  private TrustedKeys trusted;

  @Test
  void shouldTrustAnActivationThatIsSignedForThatDomainAndVersion() throws IOException {
    // Given
    PublishedPolicy.Activation plain =
        new PublishedPolicy.Activation("ada", "it is time", Instant.EPOCH, "b".repeat(64));
    String sha256 = "a".repeat(64);
    byte[] signature =
        Signatures.sign(
            KeyFiles.privateKey(ada.privateKey()),
            Part.OPERATOR,
            "ada",
            plain.canonical("d", sha256));
    PublishedPolicy.Activation signed = plain.signed(signature);
    // Then
    assertThat(trusted.problems(signed, "d", sha256)).isEmpty();
    assertThat(trusted.problems(signed, "e", sha256)).hasSize(1);
    assertThat(trusted.problems(signed, "d", "c".repeat(64))).hasSize(1);
    assertThat(
            trusted.problems(
                new PublishedPolicy.Activation("ada", "it is time", Instant.EPOCH, null, signature),
                "d",
                sha256))
        .hasSize(1);
    assertThat(
            trusted.problems(
                new PublishedPolicy.Activation(
                    "ada", "it is time", Instant.EPOCH.plusMillis(1), "b".repeat(64), signature),
                "d",
                sha256))
        .hasSize(1);
    assertThat(TrustedKeys.of(Map.of()).problems(plain, "d", sha256)).isEmpty();
  }

  @BeforeEach
  void keys() throws IOException {
    ada = KeyFiles.generate("ada", folder);
    ben = KeyFiles.generate("ben", folder);
    eve = KeyFiles.generate("eve", folder);
    trusted = TrustedKeys.read(List.of(ada.publicKey(), ben.publicKey()), problems::add);
  }

  @Test
  void shouldTrustWhatAnAuthorHasSignedAndSomebodyElseHasApproved() throws IOException {
    assertThat(problems).isEmpty();
    assertThat(trusted.problems(policy("ada", ada, "ben", ben))).isEmpty();
  }

  @Test
  void shouldAskForNoSignatureWithoutKeys() {
    // Given
    TrustedKeys nobody = TrustedKeys.read(List.of(), problems::add);
    // Then
    assertThat(nobody.isEmpty()).isTrue();
    assertThat(nobody.problems(unsigned("ada", null))).isEmpty();
  }

  @Test
  void shouldRefuseWhatNobodyHasSigned() {
    assertThat(trusted.problems(unsigned("ada", "ben")))
        .containsExactly(
            "its author 'ada' has not signed it", "its approver 'ben' has not signed it");
  }

  @Test
  void shouldTrustAControlThatItsOperatorHasSignedAndNoOther() throws IOException {
    // Given
    Control control =
        Control.of(
            "loans", new Switch.Stop(), "ada", "a fire", Instant.EPOCH, Instant.ofEpochSecond(60));
    Control longer =
        Control.of(
            "loans", new Switch.Stop(), "ada", "a fire", Instant.EPOCH, Instant.ofEpochSecond(61));
    byte[] signature = signed(ada, Part.OPERATOR, "ada", control);
    // Then
    assertThat(trusted.problems(control, signature)).isEmpty();
    assertThat(TrustedKeys.read(List.of(), problems::add).problems(control, null)).isEmpty();
    assertThat(trusted.problems(control, null)).containsExactly("'ada' has not signed it");
    assertThat(trusted.problems(longer, signature))
        .containsExactly("the signature of 'ada' is not for this control");
    assertThat(trusted.problems(control, signed(ben, Part.OPERATOR, "ada", control)))
        .containsExactly("the signature of 'ada' is not for this control");
    assertThat(trusted.problems(control, signed(ada, Part.AUTHOR, "ada", control)))
        .containsExactly("the signature of 'ada' is not for this control");
    assertThat(
            trusted.problems(
                Control.of(
                    "loans",
                    new Switch.Stop(),
                    "eve",
                    "x",
                    Instant.EPOCH,
                    Instant.ofEpochSecond(1)),
                signature))
        .containsExactly("the key of 'eve' is not trusted here");
  }

  private static byte[] signed(KeyFiles.Pair key, Part part, String signer, Control control)
      throws IOException {
    return Signatures.sign(
        KeyFiles.privateKey(key.privateKey()), part, signer, control.canonical());
  }

  @Test
  void shouldRefuseWhatNobodyHasApproved() throws IOException {
    // Given
    PublishedPolicy signed = published(DOCUMENT, "ada", null, sign(ada, Part.AUTHOR, "ada"), null);
    // Then
    assertThat(trusted.problems(signed)).containsExactly("nobody has approved it");
  }

  @Test
  void shouldRefuseWhatItsAuthorHasApproved() throws IOException {
    assertThat(trusted.problems(policy("ada", ada, "ada", ada)))
        .containsExactly("'ada' has both written and approved it");
  }

  @Test
  void shouldRefuseAKeyThatIsNotTrusted() throws IOException {
    assertThat(trusted.problems(policy("ada", ada, "eve", eve)))
        .containsExactly("the key of its approver 'eve' is not trusted here");
  }

  @Test
  void shouldRefuseASignatureOfSomebodyElse() throws IOException {
    assertThat(trusted.problems(policy("ada", ada, "ben", eve)))
        .containsExactly("the signature of its approver 'ben' is not for this document");
  }

  @Test
  void shouldRefuseADocumentThatWasChangedAfterwards() throws IOException {
    // Given
    PublishedPolicy signed = policy("ada", ada, "ben", ben);
    // When
    PublishedPolicy changed =
        published(
            "name: q\n".getBytes(StandardCharsets.UTF_8),
            "ada",
            "ben",
            signed.authorSignature(),
            signed.approverSignature());
    // Then
    assertThat(trusted.problems(changed)).hasSize(2);
  }

  @Test
  void shouldNotTakeASignatureMadeInAnotherPart() throws IOException {
    // Given
    PublishedPolicy swapped =
        published(
            DOCUMENT, "ada", "ben", sign(ada, Part.APPROVER, "ada"), sign(ben, Part.AUTHOR, "ben"));
    // Then
    assertThat(trusted.problems(swapped)).hasSize(2);
  }

  @Test
  void shouldRefuseBytesThatAreNoSignature() {
    // Given
    PublishedPolicy forged = published(DOCUMENT, "ada", "ben", new byte[64], new byte[] {1, 2, 3});
    // Then
    assertThat(trusted.problems(forged)).hasSize(2);
  }

  @Test
  void shouldTellEveryKeyFileThatIsOfNoUse() throws IOException {
    // Given
    Path wrongName = Files.copy(ada.publicKey(), folder.resolve("key.pem"));
    Path secret = Files.copy(ben.privateKey(), folder.resolve("x.pub.pem"));
    Path copy = Files.copy(ada.publicKey(), folder.resolve("adam.pub.pem"));
    Path missing = folder.resolve("none.pub.pem");
    // When
    TrustedKeys.read(List.of(ada.publicKey(), wrongName, secret, copy, missing), problems::add);
    // Then
    assertThat(problems).hasSize(4);
    assertThat(problems.get(0)).contains("must be called <name>.pub.pem");
    assertThat(problems.get(1)).contains("is not a PEM file with a PUBLIC KEY");
    assertThat(problems.get(2)).contains("the key of 'adam' is somebody else's too");
    assertThat(problems.get(3)).contains("none.pub.pem");
  }

  @Test
  void shouldKeepASecretKeyToItsOwnerAndOverwriteNone() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ada.privateKey())))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> KeyFiles.generate("ada", folder))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  private static PublishedPolicy policy(
      String author, KeyFiles.Pair authorKey, String approver, KeyFiles.Pair approverKey)
      throws IOException {
    return published(
        DOCUMENT,
        author,
        approver,
        sign(authorKey, Part.AUTHOR, author),
        sign(approverKey, Part.APPROVER, approver));
  }

  private static PublishedPolicy unsigned(String author, String approver) {
    return published(DOCUMENT, author, approver, null, null);
  }

  private static byte[] sign(KeyFiles.Pair key, Part part, String signer) throws IOException {
    return Signatures.sign(KeyFiles.privateKey(key.privateKey()), part, signer, DOCUMENT);
  }

  private static PublishedPolicy published(
      byte[] document, String author, String approver, byte[] signature, byte[] approval) {
    return new PublishedPolicy(
        "p",
        "1.0.0",
        "0".repeat(64),
        document,
        author,
        approver,
        signature,
        approval,
        Instant.EPOCH,
        null);
  }
}
