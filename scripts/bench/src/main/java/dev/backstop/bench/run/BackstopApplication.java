package dev.backstop.bench.run;

import dev.backstop.demo.Meters;
import dev.backstop.rig.BackstopLaunch;
import dev.backstop.rig.BackstopProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The distribution: one instance, several, or its parts apart. */
public final class BackstopApplication implements Application {
  private final Variant variant;
  private final String prefix;
  private final List<BackstopProcess> instances;

  private BackstopApplication(Variant variant, String prefix, List<BackstopProcess> instances) {
    this.variant = variant;
    this.prefix = prefix;
    this.instances = List.copyOf(instances);
  }

  /** Makes the topics and starts the instances; {@link #awaitReady()} waits for them. */
  static BackstopApplication start(Variant variant, String prefix, List<BackstopLaunch> launches)
      throws InterruptedException {
    BackstopProcess.command(
        // A short command needs no heap and no recording.
        launches.get(0).withJvm(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")),
        "topics",
        "create");
    return begin(variant, prefix, launches);
  }

  /** Starts the instances on topics that are there. */
  public static BackstopApplication onTopics(String prefix, List<BackstopLaunch> launches) {
    return begin(Variant.B, prefix, launches);
  }

  private static BackstopApplication begin(
      Variant variant, String prefix, List<BackstopLaunch> launches) {
    List<BackstopProcess> instances = new ArrayList<>();
    for (BackstopLaunch launch : launches) {
      instances.add(BackstopProcess.start(launch));
    }
    return new BackstopApplication(variant, prefix, instances);
  }

  public void awaitReady() throws InterruptedException {
    for (BackstopProcess instance : instances) {
      instance.awaitReady();
    }
  }

  public void awaitReady(Duration patience) throws InterruptedException {
    for (BackstopProcess instance : instances) {
      instance.awaitReady(patience);
    }
  }

  @Override
  public String name() {
    return variant.key();
  }

  public String prefix() {
    return prefix;
  }

  @Override
  public String requests() {
    return prefix + "requests";
  }

  @Override
  public String decisions() {
    return prefix + "decisions";
  }

  public List<BackstopProcess> instances() {
    return instances;
  }

  @Override
  public List<Long> pids() {
    return instances.stream().map(BackstopProcess::pid).toList();
  }

  @Override
  public void pause() {
    instances.forEach(BackstopProcess::pause);
  }

  @Override
  public void resume() {
    instances.forEach(BackstopProcess::resume);
  }

  @Override
  public void requireAlive() {
    instances.forEach(BackstopProcess::requireAlive);
  }

  /** Sum over all instances of the samples of a meter that carry these tags; 0 without any. */
  public double meter(String name, Map<String, String> tags) throws InterruptedException {
    double sum = 0;
    for (BackstopProcess instance : instances) {
      Optional<Meters> meters = instance.meters();
      sum +=
          meters.stream()
              .flatMap(all -> all.samples().stream())
              .filter(sample -> sample.name().equals(name))
              .filter(
                  sample ->
                      tags.entrySet().stream()
                          .allMatch(tag -> sample.has(tag.getKey(), tag.getValue())))
              .mapToDouble(Meters.Sample::value)
              .sum();
    }
    return sum;
  }

  /** A meter's samples, summed over all instances, by their tags. */
  public Map<String, Double> samples(String name) throws InterruptedException {
    Map<String, Double> sums = new TreeMap<>();
    for (BackstopProcess instance : instances) {
      instance.meters().map(Meters::samples).orElse(List.of()).stream()
          .filter(sample -> sample.name().equals(name))
          .forEach(sample -> sums.merge(sample.tags(), sample.value(), Double::sum));
    }
    return sums;
  }

  @Override
  public void close() {
    instances.forEach(BackstopProcess::close);
  }
}
