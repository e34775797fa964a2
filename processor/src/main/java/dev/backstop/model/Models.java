package dev.backstop.model;

import dev.backstop.domain.ModelRef;
import dev.backstop.guard.CallTimes;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The models of this instance, by name. A model may be replaced while it is in use: the old one is
 * closed when the last call that holds it has ended.
 */
public final class Models implements AutoCloseable, CallTimes {

  private final Map<String, Leased<Model>> byName = new ConcurrentHashMap<>();
  private volatile Set<String> expected = Set.of();

  public Models(Collection<Model> models) {
    for (Model model : models) {
      if (byName.putIfAbsent(model.ref().name(), leased(model)) != null) {
        throw new IllegalArgumentException("two models named '" + model.ref().name() + "'");
      }
    }
  }

  /**
   * Gives the model to the function, and keeps it open until the function returns. Whatever the
   * function reads, such as the model's reference and its answers, is of one and the same model.
   *
   * @return empty if no model has that name
   */
  public <T> Optional<T> with(String name, Function<Model, T> function) {
    Leased<Model> model = byName.get(name);
    return model == null ? Optional.empty() : model.use(function);
  }

  /**
   * Which package answers under the name now, for a comparison with one that has answered: it may
   * be another a moment later, so nothing can be asked by it.
   */
  public Optional<ModelRef> refOf(String name) {
    Leased<Model> model = byName.get(name);
    return model == null ? Optional.empty() : model.glance(Model::ref);
  }

  /**
   * The model as it is now. It may be replaced, and then answers ERROR, at any time after: for use
   * where models are never replaced, else see {@link #with}.
   */
  public Optional<Model> byName(String name) {
    return with(name, Function.identity());
  }

  /** Puts a loaded and warm model in the place of the one with its name, or adds it. */
  public void replace(Model model) {
    put(model.ref().name(), model);
  }

  /**
   * The same under a name that policies give it: two versions of one model may be there at once,
   * each under a name of its own.
   */
  public synchronized void put(String name, Model model) {
    Leased<Model> present = byName.putIfAbsent(name, leased(model));
    if (present != null) {
      // In place: a caller that has found the old one gets one of the two, never none.
      present.swap(model);
    }
  }

  /** Lets go of a model. It is closed when the last call that holds it has ended. */
  public synchronized void remove(String name) {
    Leased<Model> present = byName.remove(name);
    if (present != null) {
      present.close();
    }
  }

  /** Says which models, of those that are not there, will soon be. */
  public void expect(Set<String> names) {
    expected = Set.copyOf(names);
  }

  /** Whether it is worth while to come back for the model, if it is not there. */
  public boolean isExpected(String name) {
    return expected.contains(name);
  }

  @Override
  public OptionalLong usualMicros(String model) {
    return with(model, loaded -> loaded.capacity().usualMicros()).orElse(OptionalLong.empty());
  }

  /** The names under which there are models. */
  public Set<String> names() {
    return Set.copyOf(byName.keySet());
  }

  public List<Model> all() {
    return byName.keySet().stream().sorted().flatMap(name -> byName(name).stream()).toList();
  }

  @Override
  public void close() {
    byName.values().forEach(Leased::close);
  }

  private static Leased<Model> leased(Model model) {
    return new Leased<>(model, Model::close);
  }
}
