package dev.backstop.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidatorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contracts against their releases: BACKWARD_TRANSITIVE, so that today's readers read every
 * record ever written.
 *
 * <p>A deliberate change: give the folder of the next release the new files ({@code mvn -pl schemas
 * test -Dreleased.write=true} writes them), raise {@link Contracts#LATEST_RELEASE}, and say it in
 * CHANGELOG.md.
 */
class CompatibilityTest {

  private static final Path RELEASED = Path.of("released");

  static List<Schema> contracts() {
    return Contracts.ALL;
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void shouldReadWhatEveryReleaseWrote(Schema schema)
      throws IOException, SchemaValidationException {
    List<Schema> releases = new ArrayList<>();
    for (int release = Contracts.LATEST_RELEASE; release >= 1; release--) {
      Path file = file(release, schema);
      if (Files.exists(file)) {
        releases.add(new Schema.Parser().parse(Files.readString(file)));
      }
    }
    assertThat(releases).as("releases of " + schema.getName()).isNotEmpty();
    new SchemaValidatorBuilder().canReadStrategy().validateAll().validate(schema, releases);
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void shouldBeWhatTheLatestReleaseSays(Schema schema) throws IOException {
    Path file = file(Contracts.LATEST_RELEASE, schema);
    String text = Contracts.withoutJava(schema).toString(true) + "\n";
    if (Boolean.getBoolean("released.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    assertThat(Files.readString(file)).isEqualTo(text);
  }

  @Test
  void shouldRefuseAChangeThatCannotReadOldRecords() {
    Schema before =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"string\"}]}");
    Schema after =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"string\"},{\"name\":\"b\",\"type\":\"int\"}]}");
    var validator = new SchemaValidatorBuilder().canReadStrategy().validateAll();
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> validator.validate(after, List.of(before)))
        .isInstanceOf(SchemaValidationException.class);
  }

  private static Path file(int release, Schema schema) {
    return RELEASED.resolve(Integer.toString(release)).resolve(schema.getName() + ".avsc");
  }
}
