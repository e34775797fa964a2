package dev.backstop.model;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The models of this instance, by name. A model may be replaced while it is in use: the old one is
 * closed when the last call that holds it has ended.
 */
public final class Models implements AutoCloseable {

  private final Map<String, Leased<Model>> byName = new ConcurrentHashMap<>();

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
   * The model as it is now. It may be replaced, and then answers ERROR, at any time after: for use
   * where models are never replaced, else see {@link #with}.
   */
  public Optional<Model> byName(String name) {
    return with(name, Function.identity());
  }

  /** Puts a loaded and warm model in the place of the one with its name, or adds it. */
  public void replace(Model model) {
    Leased<Model> fresh = leased(model);
    Leased<Model> present = byName.putIfAbsent(model.ref().name(), fresh);
    if (present != null) {
      present.swap(model);
    }
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
