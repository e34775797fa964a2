package dev.backstop.model.djl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.model.Scorer;
import dev.backstop.model.djl.ModelCheck.Report;
import dev.backstop.model.pack.ModelPackage;
import dev.backstop.model.pack.Packages;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCheckTest {

  /** Not about speed: a clock that runs so fast that each measurement ends after one call. */
  private static Report check(Path path) {
    AtomicLong millis = new AtomicLong();
    return check(path, () -> TimeUnit.MILLISECONDS.toNanos(millis.getAndAdd(1_500)));
  }

  private static Report check(Path path, LongSupplier nanoTime) {
    ModelPackage read = ModelPackage.read(path);
    try (Scorer scorer = new DjlModels().loadScorer(read)) {
      return new ModelCheck(nanoTime).run(scorer, read.descriptor());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"primary", "secondary"})
  void shouldPassTheCreditModels(String name) {
    // When
    Report report = check(Packages.credit(name), System::nanoTime);
    // Then
    assertThat(report.golden()).hasSize(4).allMatch(row -> row.difference() < 1e-5);
    assertThat(report.passed()).isTrue();
    assertThat(report.batchDifference()).isZero();
    assertThat(report.speed().single()).isPositive();
    assertThat(report.speed().rowInBatchOf1000()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linear",
        "probabilities",
        "tokens",
        "vector",
        "nan-on-negative",
        "throws-on-negative",
        "slow",
        "wrong-width-on-negative"
      })
  void shouldPassTheTestPackages(String name) {
    assertThat(check(Packages.fixture(name)).passed()).isTrue();
  }

  @Test
  void shouldSayWhyAGoldenRowDoesNotPass() {
    // When
    Report report = check(Packages.fixture("wrong-width"));
    // Then
    assertThat(report.passed()).isFalse();
    assertThat(report.golden())
        .allSatisfy(row -> assertThat(row.problem()).startsWith("INVALID_OUTPUT"));
  }
}
