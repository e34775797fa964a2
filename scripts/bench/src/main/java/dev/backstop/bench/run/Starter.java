package dev.backstop.bench.run;

import dev.backstop.bench.variant.Kind;
import dev.backstop.rig.BackstopLaunch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Starts applications, each with topics, state and a log of its own, and all with the same options
 * for their JVMs.
 */
public final class Starter {

  /** Equal for all variants. The heap is small enough for four of them on a small machine. */
  public static final List<String> JVM = List.of("-XX:+UseG1GC", "-Xms512m", "-Xmx512m");

  private final Path root;
  private final Path directory;
  private final Cluster cluster;
  private final Optional<Path> recording;
  private int started;
  private boolean recorded;

  /**
   * @param recording gets a flight recording of the first Backstop that is started
   */
  public Starter(Path root, Path directory, Cluster cluster, Optional<Path> recording) {
    this.root = root;
    this.directory = directory;
    this.cluster = cluster;
    this.recording = recording;
  }

  public Path root() {
    return root;
  }

  public Path directory() {
    return directory;
  }

  public Cluster cluster() {
    return cluster;
  }

  /** A prefix of topics that nobody has. */
  public String prefix(String word) {
    started++;
    return "bench." + word + started + '.';
  }

  /** One of each, started side by side; returns when all of them read. */
  public List<Application> start(Set<Variant> variants, Ladder ladder) throws InterruptedException {
    Map<Variant, Application> all = new EnumMap<>(Variant.class);
    try {
      for (Variant variant : variants) {
        all.put(variant, begin(variant, ladder));
      }
      for (Application application : all.values()) {
        if (application instanceof VariantApplication one) {
          one.awaitReady();
        } else if (application instanceof BackstopApplication one) {
          one.awaitReady();
        }
      }
      return new ArrayList<>(all.values());
    } catch (RuntimeException | InterruptedException e) {
      all.values().forEach(Application::close);
      throw e;
    }
  }

  private Application begin(Variant variant, Ladder ladder) throws InterruptedException {
    return switch (variant) {
      case L -> variant(variant, Kind.REFERENCE_LOOP, ladder);
      case T -> variant(variant, Kind.TUNED_LOOP, ladder);
      case S -> variant(variant, Kind.PASS_THROUGH, ladder);
      case P -> variant(variant, Kind.PER_RECORD, ladder);
      case B1 ->
          backstop(
              variant,
              prefix -> launch(prefix, "b", ladder).with("BACKSTOP_KAFKA_NUM_STREAM_THREADS", "1"));
      case B -> backstop(variant, prefix -> launch(prefix, "b", ladder));
    };
  }

  private Application backstop(Variant variant, Function<String, BackstopLaunch> launch)
      throws InterruptedException {
    String prefix = prefix(variant.key());
    return BackstopApplication.start(variant, prefix, List.of(launch.apply(prefix)));
  }

  private Application variant(Variant variant, Kind kind, Ladder ladder)
      throws InterruptedException {
    String prefix = prefix(variant.key());
    return VariantApplication.start(variant, kind, prefix, ladder, cluster, directory, JVM);
  }

  /** Backstop from these launches, ready. */
  public BackstopApplication start(String prefix, List<BackstopLaunch> launches)
      throws InterruptedException {
    BackstopApplication application = BackstopApplication.start(Variant.B, prefix, launches);
    try {
      application.awaitReady();
      return application;
    } catch (RuntimeException | InterruptedException e) {
      application.close();
      throw e;
    }
  }

  /** How an instance of Backstop is started here: the product's defaults but for what is named. */
  public BackstopLaunch launch(String prefix, String instance, Ladder ladder) {
    String name = prefix + instance;
    BackstopLaunch launch =
        BackstopLaunch.of(name, root, directory, cluster.bootstrapServers(), cluster.registryUrl())
            .withJvm(JVM)
            .with(
                Map.of(
                    "BACKSTOP_APPLICATION_ID",
                    prefix + "app",
                    "BACKSTOP_TOPICS_PREFIX",
                    prefix,
                    "BACKSTOP_TOPICS_PARTITIONS",
                    Integer.toString(Cluster.PARTITIONS),
                    "BACKSTOP_MODELS",
                    joined(ladder.models()),
                    "BACKSTOP_POLICIES",
                    ladder.policy().toString()));
    if (recording.isPresent() && !recorded) {
      recorded = true;
      return launch.withJvmOption(recordingTo(recording.get()));
    }
    return launch;
  }

  private static String recordingTo(Path file) {
    return "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename="
        + file.toAbsolutePath();
  }

  private static String joined(List<Path> paths) {
    return String.join(",", paths.stream().map(Path::toString).toList());
  }
}
