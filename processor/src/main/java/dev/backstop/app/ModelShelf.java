package dev.backstop.app;

import dev.backstop.model.Input;
import dev.backstop.model.Models;
import dev.backstop.model.djl.ModelLoadException;
import dev.backstop.yaml.InvalidDocumentException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of this instance: loaded one at a time when a policy needs them, in the background
 * where records are being answered, and let go of when none does.
 *
 * <p>A version of a model has a name of its own, so a new one is put beside the old one, and
 * nothing asks it before a policy that names it is in force.
 */
final class ModelShelf implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ModelShelf.class);
  private static final long CLOSE_PATIENCE_SECONDS = 10;

  private final ModelSource source;
  private final Models models;
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(new DaemonThreads("models"));
  private volatile boolean closed;

  /**
   * A shelf.
   *
   * @param models what is loaded; the shelf alone changes it
   */
  ModelShelf(ModelSource source, Models models) {
    this.source = source;
    this.models = models;
  }

  /** Whether all of them are loaded. */
  boolean has(Collection<String> names) {
    return models.names().containsAll(names);
  }

  /** Why some of them cannot be there, as far as that is known without reading them. */
  List<String> missing(Collection<String> names) {
    Set<String> loaded = models.names();
    return names.stream()
        .filter(name -> !loaded.contains(name))
        .flatMap(name -> source.missing(name).stream())
        .toList();
  }

  /** What each model that is known here may answer, by the name policies give it. */
  Map<String, List<String>> labels() {
    Map<String, List<String>> labels = new HashMap<>(source.labels());
    for (String name : models.names()) {
      models.byName(name).ifPresent(model -> labels.put(name, model.labels()));
    }
    return labels;
  }

  /** What each model that is known here reads, by the name policies give it. */
  Map<String, List<Input>> inputs() {
    return source.inputs();
  }

  /** Loads those that are not loaded yet, and gives what keeps any of them from it. */
  List<String> load(Collection<String> names) {
    List<String> problems = new ArrayList<>();
    for (String name : names) {
      if (!has(List.of(name))) {
        load(name, problems);
      }
    }
    return problems;
  }

  /**
   * Does the same in the background.
   *
   * @param wanted asked before it begins; if it is not wanted any more, nothing is loaded
   * @param then is given the problems, on the thread that loads; not called where the shelf has
   *     been closed meanwhile
   */
  void loadLater(Collection<String> names, BooleanSupplier wanted, Consumer<List<String>> then) {
    background.execute(
        () -> {
          List<String> problems = wanted.getAsBoolean() ? load(names) : List.of();
          if (!closed) {
            then.accept(problems);
          }
        });
  }

  /** Says which models will be there soon, for those who meet a case that needs them. */
  void expect(Set<String> names) {
    models.expect(names);
  }

  /** Lets go of all others. Calls that are under way end on the model they began on. */
  void keepOnly(Set<String> names) {
    for (String name : models.names()) {
      if (!names.contains(name)) {
        LOG.info("event=model_released model={}", name);
        models.remove(name);
      }
    }
  }

  /** Waits a while for a model that is being loaded, and closes them all. */
  @Override
  public void close() {
    closed = true;
    background.shutdownNow();
    try {
      if (!background.awaitTermination(CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("event=model_load_abandoned");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    models.close();
  }

  private void load(String name, List<String> problems) {
    if (closed) {
      problems.add("model '" + name + "': the instance is stopping");
      return;
    }
    try {
      models.put(name, source.load(name));
    } catch (InvalidDocumentException e) {
      e.problems().forEach(problem -> problems.add("model '" + name + "': " + problem));
    } catch (ModelLoadException e) {
      problems.add(String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      // The array of a large file that does not fit leaves the process as it was.
      problems.add("model '" + name + "' cannot be loaded: " + e.getClass().getName());
    }
  }
}
