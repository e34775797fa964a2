package dev.backstop.bench.run;

import dev.backstop.bench.variant.Kind;
import dev.backstop.bench.variant.VariantOptions;
import dev.backstop.bench.variant.VariantProcess;
import dev.backstop.rig.ChildProcess;
import java.nio.file.Path;
import java.util.List;

/** A variant that is not Backstop. */
final class VariantApplication implements Application {
  private final Variant variant;
  private final String requests;
  private final String decisions;
  private final ChildProcess process;

  private VariantApplication(
      Variant variant, String requests, String decisions, ChildProcess process) {
    this.variant = variant;
    this.requests = requests;
    this.decisions = decisions;
    this.process = process;
  }

  static VariantApplication start(
      Variant variant,
      Kind kind,
      String prefix,
      Ladder ladder,
      Cluster cluster,
      Path directory,
      List<String> jvm)
      throws InterruptedException {
    String requests = prefix + "requests";
    String decisions = prefix + "decisions";
    cluster.createTopics(List.of(requests, decisions));
    String name = prefix + "app";
    VariantOptions options =
        new VariantOptions(
            kind,
            name,
            cluster.bootstrapServers(),
            cluster.registryUrl(),
            requests,
            decisions,
            ladder.byHand(),
            ladder.thresholds(),
            directory.resolve("state-" + name),
            100);
    ChildProcess process = VariantProcess.start(options, jvm, directory.resolve(name + ".log"));
    return new VariantApplication(variant, requests, decisions, process);
  }

  void awaitReady() throws InterruptedException {
    VariantProcess.awaitReady(process);
  }

  @Override
  public String name() {
    return variant.key();
  }

  @Override
  public String requests() {
    return requests;
  }

  @Override
  public String decisions() {
    return decisions;
  }

  @Override
  public List<Long> pids() {
    return List.of(process.pid());
  }

  @Override
  public void pause() {
    process.pause();
  }

  @Override
  public void resume() {
    process.resume();
  }

  @Override
  public void requireAlive() {
    process.requireAlive();
  }

  @Override
  public void close() {
    process.close();
  }
}
