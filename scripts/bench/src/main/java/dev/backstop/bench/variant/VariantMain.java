package dev.backstop.bench.variant;

import java.util.List;

/** The program of a variant: says {@link #READY} when it reads, and runs until SIGTERM. */
public final class VariantMain {
  static final String READY = "variant-is-ready";

  private VariantMain() {}

  /** See {@link VariantOptions}. */
  public static void main(String[] arguments) throws InterruptedException {
    VariantOptions options = VariantOptions.parse(arguments);
    Wire wire = new Wire(options.registryUrl());
    Runnable ready = () -> System.out.println(READY);
    try (HandWritten answers = new HandWritten(models(options), options.thresholds())) {
      if (options.kind().isLoop()) {
        ReferenceLoop loop = new ReferenceLoop(options, wire, answers);
        atEnd(loop::stop);
        loop.run(ready);
      } else {
        UsualTopology topology = new UsualTopology(options, wire, answers);
        atEnd(topology::stop);
        topology.run(ready);
      }
    }
  }

  private static List<Asked> models(VariantOptions options) {
    return switch (options.kind()) {
      case REFERENCE_LOOP, TUNED_LOOP ->
          options.packages().stream().<Asked>map(Packed::load).toList();
      case PER_RECORD -> options.packages().stream().<Asked>map(OneByOne::load).toList();
      case PASS_THROUGH -> List.of();
    };
  }

  /** What is done in order at SIGTERM. */
  @FunctionalInterface
  private interface Ending {
    void end() throws InterruptedException;
  }

  private static void atEnd(Ending ending) {
    Thread hook =
        new Thread(
            () -> {
              try {
                ending.end();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "variant-stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }
}
