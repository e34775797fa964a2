package dev.backstop.bench.variant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class VariantOptionsTest {

  @Test
  void shouldComeOutOfTheArgumentsAsTheyWentIn() {
    VariantOptions options =
        new VariantOptions(
            Kind.PER_RECORD,
            "app",
            "127.0.0.1:9092",
            "http://127.0.0.1:8080/a=b",
            "in",
            "out",
            List.of(Path.of("/m/one"), Path.of("/m/two")),
            List.of(0.8, 0.7),
            Path.of("/state"),
            100);

    VariantOptions parsed = VariantOptions.parse(options.arguments().toArray(String[]::new));

    assertThat(parsed).isEqualTo(options);
  }

  @Test
  void shouldNameAMissingArgument() {
    assertThatThrownBy(() -> VariantOptions.parse(new String[] {"kind=PER_RECORD"}))
        .hasMessageContaining("name");
  }
}
