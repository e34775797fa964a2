package dev.backstop.app;

import dev.backstop.domain.ModelName;
import dev.backstop.domain.ModelRef;
import dev.backstop.model.FakeScorer;
import dev.backstop.model.Input;
import dev.backstop.model.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Models without an engine, whose loading a test can hold up or make fail. */
final class FakeModels implements ModelSource {

  private final Set<String> names;
  private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
  private final Map<String, RuntimeException> failures = new ConcurrentHashMap<>();
  private final Map<String, FakeScorer> scorers = new ConcurrentHashMap<>();
  private final Map<String, List<Input>> inputs = new ConcurrentHashMap<>();
  private final List<String> loads = new ArrayList<>();

  /** These models, by the names that policies give them. */
  FakeModels(String... names) {
    this.names = Set.of(names);
  }

  /** Keeps the model from being loaded until it is released. */
  void hold(String name) {
    held.put(name, new CountDownLatch(1));
  }

  void release(String name) {
    Objects.requireNonNull(held.get(name), name).countDown();
  }

  void fail(String name, RuntimeException failure) {
    failures.put(name, failure);
  }

  /** Says what the model reads; of others that is not known. */
  void reads(String name, Input... read) {
    inputs.put(name, List.of(read));
  }

  /** The names of all models whose loading has begun, in this order. */
  synchronized List<String> loads() {
    return List.copyOf(loads);
  }

  /** What answers for the model that was loaded last under the name. */
  FakeScorer scorer(String name) {
    return Objects.requireNonNull(scorers.get(name), name);
  }

  @Override
  public Optional<String> missing(String name) {
    return names.contains(name)
        ? Optional.empty()
        : Optional.of("a policy names model '" + name + "', which is not there");
  }

  @Override
  public Map<String, List<String>> labels() {
    return new HashMap<>();
  }

  @Override
  public Map<String, List<Input>> inputs() {
    return Map.copyOf(inputs);
  }

  @Override
  public Model load(String name) {
    synchronized (this) {
      loads.add(name);
    }
    awaitRelease(name);
    RuntimeException failure = failures.get(name);
    if (failure != null) {
      throw failure;
    }
    FakeScorer scorer = new FakeScorer();
    scorers.put(name, scorer);
    ModelName model = ModelName.parse(name).orElseThrow();
    String version = Objects.requireNonNullElse(model.version(), "1");
    return new Model(
        new ModelRef(model.name(), version, "0".repeat(64)), List.of("no", "yes"), scorer);
  }

  private void awaitRelease(String name) {
    CountDownLatch latch = held.get(name);
    try {
      if (latch != null && !latch.await(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("nobody released " + name);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }
}
