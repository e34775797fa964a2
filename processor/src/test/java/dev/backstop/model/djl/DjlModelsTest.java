package dev.backstop.model.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.backstop.domain.Features;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.model.BoundedScorer;
import dev.backstop.model.Model;
import dev.backstop.model.Models;
import dev.backstop.model.pack.ModelPackage;
import dev.backstop.model.pack.Packages;
import dev.backstop.yaml.InvalidDocumentException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DjlModelsTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private static Model load(Path path) {
    return new DjlModels().load(ModelPackage.read(path), 2, 2, LONG);
  }

  private static Features row(double x0, double x1) {
    return new Features(Map.of("x0", x0, "x1", x1));
  }

  @Test
  void shouldKeepTheEngineOfflineAndOnOneThread() {
    // When
    try (Model model = load(Packages.fixture("linear"))) {
      // Then
      assertThat(model.labels()).containsExactly("no", "yes");
      assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
      assertThat(System.getProperty("OPT_OUT_TRACKING")).isEqualTo("true");
      assertThat(System.getProperty("ai.djl.pytorch.num_threads")).isEqualTo("1");
      assertThat(System.getProperty("ai.djl.pytorch.graph_optimizer")).isEqualTo("false");
    }
  }

  @Test
  void shouldRefuseAModelThatWritesAFileBeforeItCanWriteAny() {
    // Given
    Path written = Path.of("written-by-a-model.pt");
    // When
    assertThatThrownBy(() -> load(Packages.fixture("writes-file")))
        // Then
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("torch.save");
    assertThat(Files.exists(written)).isFalse();
  }

  @Test
  void shouldSayWhichModelTheEngineRefuses() {
    // Given code that passes the gate, but does not compile
    Path broken =
        Packages.withModel(
            Packages.fixture("linear"),
            folder,
            Packages.code(code -> code.replace("torch.add(_0, _1)", "torch.add(_0, not_there)")));
    // When
    assertThatThrownBy(() -> load(broken))
        // Then
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("linear@1.0.0")
        .hasMessageContaining("libtorch refuses model.pt");
  }

  @Test
  void shouldAnswerASecondCallerWhileASlowModelHangs() {
    // Given
    try (Model model = load(Packages.fixture("slow"))) {
      // When
      Outcome slow = model.scorer().score(row(200_000, 1), Duration.ofMillis(30));
      Outcome next = model.scorer().score(row(0, 0.5));
      // Then
      assertThat(slow).isEqualTo(new Outcome.Failed(Reason.TIMEOUT, "no answer within 30 ms"));
      assertThat(next).isInstanceOf(Outcome.Scored.class);
      await()
          .atMost(LONG)
          .until(() -> model.scorer() instanceof BoundedScorer b && b.abandoned() == 0);
    }
  }

  @Test
  void shouldNotFailACallWhileModelsAreReplaced() throws Exception {
    // Given
    Models models = new Models(List.of(load(Packages.fixture("linear"))));
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Future<Integer>> failures = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      failures.add(threads.submit(() -> failuresUntil(stop, models)));
    }
    // When
    for (int i = 0; i < 30; i++) {
      models.replace(load(Packages.fixture("linear")));
    }
    stop.set(true);
    // Then
    for (Future<Integer> failed : failures) {
      assertThat(failed.get()).isZero();
    }
    models.close();
    threads.shutdown();
  }

  private static int failuresUntil(AtomicBoolean stop, Models models) {
    List<Features> rows = Collections.nCopies(20, row(1, 0.5));
    int failures = 0;
    while (!stop.get()) {
      boolean good =
          models.with("linear", model -> model.scorer().scoreAll(rows)).orElse(List.of()).stream()
              .allMatch(Outcome.Scored.class::isInstance);
      failures += good ? 0 : 1;
    }
    return failures;
  }
}
