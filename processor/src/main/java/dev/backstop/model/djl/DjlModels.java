package dev.backstop.model.djl;

import ai.djl.MalformedModelException;
import ai.djl.engine.Engine;
import ai.djl.util.Utils;
import dev.backstop.domain.Features;
import dev.backstop.model.BoundedScorer;
import dev.backstop.model.Capacity;
import dev.backstop.model.Model;
import dev.backstop.model.ModelDescriptor;
import dev.backstop.model.ModelDescriptor.Golden;
import dev.backstop.model.Scorer;
import dev.backstop.model.pack.ModelPackage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads checked packages. Never downloads: neither a model nor a native library.
 *
 * <p>libtorch is unpacked at the first load to DJL's cache folder (about 430 MB, which must be
 * writable once), and stays loaded for the life of the process.
 */
public final class DjlModels {

  private static final Logger LOG = LoggerFactory.getLogger(DjlModels.class);
  private static final String ENGINE = "PyTorch";
  private static final int WARM_UP_ROUNDS = 20;

  /** Sets what the engine reads when it starts; so make this before anything else touches DJL. */
  public DjlModels() {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    // Concurrency comes from the callers' threads; the optimizer compiles anew for each batch size.
    setUnlessSet("ai.djl.pytorch.num_threads", "1");
    setUnlessSet("ai.djl.pytorch.num_interop_threads", "1");
    setUnlessSet("ai.djl.pytorch.graph_optimizer", "false");
  }

  /**
   * Loads a package, warms it up, and puts a time budget around it. Close the model when it is no
   * longer in use; a call that hangs then keeps it open until the call ends.
   *
   * @param workers how many calls may be under way at once: the number of threads that call
   * @param maxAbandoned how many calls may be left behind after a time-out, at least 1
   * @param budget for calls that name none
   * @throws ModelLoadException if the engine does not start, refuses the model, or gives other
   *     answers to the golden rows than the package says
   */
  public Model load(ModelPackage checked, int workers, int maxAbandoned, Duration budget) {
    ModelDescriptor descriptor = checked.descriptor();
    Scorer scorer = loadScorer(checked);
    prove(scorer, checked);
    BoundedScorer bounded =
        new BoundedScorer(descriptor.ref().name(), scorer, workers, maxAbandoned, budget);
    return new Model(
        descriptor.ref(),
        descriptor.output().labels(),
        bounded,
        new Capacity(workers),
        descriptor.reference());
  }

  /** Loads a package and warms it up; without a time budget. */
  public Scorer loadScorer(ModelPackage checked) {
    long began = System.nanoTime();
    startEngine();
    DjlScorer scorer = new DjlScorer(checked.descriptor(), loadModel(checked));
    warmUp(scorer, checked.descriptor());
    LOG.info(
        "event=model_loaded model={} millis={}",
        checked.ref().toLineage(),
        (System.nanoTime() - began) / 1_000_000);
    return scorer;
  }

  /**
   * Starts the engine, if nobody has: libtorch takes its time, in which other things can be done.
   *
   * @throws ModelLoadException if it does not start
   */
  public void startEngine() {
    try {
      Engine.getEngine(ENGINE);
    } catch (RuntimeException | LinkageError e) {
      Path folder = Utils.getEngineCacheDir("pytorch");
      throw new ModelLoadException(
          "the native library libtorch does not start ("
              + firstLine(e)
              + "). It is unpacked to "
              + folder
              + (isWritable(folder) ? "" : ", which is not writable")
              + ": there must be about 500 MB of room, on a file system that allows programs to run."
              + " The environment variable DJL_CACHE_DIR names another folder.",
          e);
    }
  }

  private static ai.djl.Model loadModel(ModelPackage checked) {
    ai.djl.Model model = ai.djl.Model.newInstance(checked.ref().name(), ENGINE);
    try (InputStream file = checked.model()) {
      model.load(file);
      // DJL makes an empty folder for a model that comes as a stream.
      Files.deleteIfExists(model.getModelPath());
      return model;
    } catch (MalformedModelException | IOException | RuntimeException e) {
      model.close();
      throw new ModelLoadException(
          checked.ref().toLineage() + ": libtorch refuses model.pt: " + firstLine(e), e);
    }
  }

  /** The first call of a model changes it, and must be over before threads share it. */
  private static void warmUp(Scorer scorer, ModelDescriptor descriptor) {
    List<Features> rows = descriptor.golden().stream().map(Golden::features).toList();
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      scorer.score(rows.get(i % rows.size()));
      scorer.scoreAll(rows);
    }
  }

  /**
   * A model that answers its own golden rows differently here than where it was made must not
   * answer anything else.
   */
  private static void prove(Scorer scorer, ModelPackage checked) {
    for (Golden row : checked.descriptor().golden()) {
      ModelCheck.GoldenResult result = ModelCheck.compare(row, scorer.score(row.features()));
      if (!result.passed()) {
        scorer.close();
        throw new ModelLoadException(
            checked.ref().toLineage()
                + ": a golden row comes out differently on this machine: "
                + result.problem(),
            null);
      }
    }
  }

  private static boolean isWritable(Path folder) {
    Path present = folder;
    while (present != null && !Files.exists(present)) {
      present = present.getParent();
    }
    return present != null && Files.isWritable(present);
  }

  private static String firstLine(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause.getMessage());
    return cause.getClass().getSimpleName() + ": " + message.lines().findFirst().orElse("");
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
