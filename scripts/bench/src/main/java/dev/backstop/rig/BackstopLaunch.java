package dev.backstop.rig;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a {@link BackstopProcess} is started: the distribution, by {@code java} itself, so that the
 * process that is measured and killed is the JVM.
 *
 * @param name of the instance, in messages and as {@code instance.id}
 * @param distribution the folder with {@code bin} and {@code lib}
 * @param config the configuration file
 * @param jvm options of its JVM, system properties among them
 * @param extraClassPath what comes behind the distribution's own classes
 * @param environment variables of the configuration; nothing is taken from this process's own
 * @param log gets its output
 */
public record BackstopLaunch(
    String name,
    Path distribution,
    Path config,
    List<String> jvm,
    List<Path> extraClassPath,
    Map<String, String> environment,
    Path log) {

  /** What {@code bin/backstop run} gives the JVM, but for the heap's size. */
  private static final List<String> LAUNCHER =
      List.of(
          "-XX:+UseG1GC",
          "-XX:+ExitOnOutOfMemoryError",
          "-Xmx768m",
          "-XX:Tier4InvocationThreshold=80000",
          "-XX:Tier4MinInvocationThreshold=9600",
          "-XX:Tier4CompileThreshold=240000",
          "-XX:Tier4BackEdgeThreshold=640000",
          "-Xlog:cds=off",
          "-Xlog:cds+dynamic=off",
          "-Xlog:class+path=off");

  public BackstopLaunch {
    jvm = List.copyOf(jvm);
    extraClassPath = List.copyOf(extraClassPath);
    environment = Map.copyOf(environment);
  }

  /**
   * An instance of the credit example with a free management port; state and log below a directory.
   *
   * @param root of the checkout
   */
  public static BackstopLaunch of(
      String name, Path root, Path directory, String bootstrapServers, String registryUrl) {
    Path distribution = root.resolve("processor/target/backstop");
    return new BackstopLaunch(
        name,
        distribution,
        root.resolve("scripts/credit/backstop.yaml"),
        ClassArchive.of(distribution).reading(LAUNCHER),
        List.of(),
        Map.of(
            "BACKSTOP_KAFKA_BOOTSTRAP_SERVERS",
            bootstrapServers,
            "BACKSTOP_REGISTRY_URL",
            registryUrl,
            "BACKSTOP_REGISTRY_AUTO_REGISTER",
            "true",
            "BACKSTOP_INSTANCE_ID",
            name,
            "BACKSTOP_STATE_DIR",
            directory.resolve("state-" + name).toString(),
            "BACKSTOP_MANAGEMENT_PORT",
            "0"),
        directory.resolve(name + ".log"));
  }

  /** With the launcher's own options, and writing the archive of classes when it ends in order. */
  public BackstopLaunch archivingClasses() {
    return withJvm(ClassArchive.of(distribution).writing(LAUNCHER));
  }

  /** With the launcher's own options. */
  public BackstopLaunch withLaunchersJvm() {
    return withJvm(ClassArchive.of(distribution).reading(LAUNCHER));
  }

  /** Whether there is an archive of classes that it would read. */
  public boolean hasClassArchive() {
    return ClassArchive.of(distribution).exists();
  }

  /** With one more setting, by the name of its environment variable. */
  public BackstopLaunch with(String variable, String value) {
    return with(Map.of(variable, value));
  }

  public BackstopLaunch with(Map<String, String> variables) {
    Map<String, String> more = new HashMap<>(environment);
    more.putAll(variables);
    return new BackstopLaunch(name, distribution, config, jvm, extraClassPath, more, log);
  }

  /** {@code primary}, {@code secondary}, {@code review} or {@code all}. */
  public BackstopLaunch withRole(String role) {
    return with("BACKSTOP_ROLE", role);
  }

  public BackstopLaunch withConfig(Path newConfig) {
    return new BackstopLaunch(name, distribution, newConfig, jvm, extraClassPath, environment, log);
  }

  /** In place of the default options. */
  public BackstopLaunch withJvm(List<String> options) {
    return new BackstopLaunch(
        name, distribution, config, options, extraClassPath, environment, log);
  }

  /** Behind the options there are. */
  public BackstopLaunch withJvmOption(String option) {
    List<String> more = new ArrayList<>(jvm);
    more.add(option);
    return withJvm(more);
  }

  public BackstopLaunch withExtraClassPath(List<Path> entries) {
    return new BackstopLaunch(name, distribution, config, jvm, entries, environment, log);
  }

  /** The command comes first, as the launcher wants it. */
  public List<String> command(String... arguments) {
    // The JVM's archive of parsed classes wants the distribution's first.
    List<String> entries = new ArrayList<>(List.of(distribution.resolve("lib") + "/*"));
    extraClassPath.forEach(entry -> entries.add(entry.toString()));
    List<String> words = new ArrayList<>(List.of(arguments));
    words.addAll(List.of("--config", config.toString()));
    List<String> options = new ArrayList<>(jvm);
    // One that is killed leaves its native libraries behind, 15 MB each time.
    options.add("-Djava.io.tmpdir=" + log.toAbsolutePath().getParent());
    return Jvm.command(options, Jvm.classPath(entries), "dev.backstop.cli.Main", words);
  }
}
