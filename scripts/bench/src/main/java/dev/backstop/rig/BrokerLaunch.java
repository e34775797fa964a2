package dev.backstop.rig;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a {@link BrokerProcess} is started.
 *
 * @param directory of its topics; they survive a restart
 * @param port on 127.0.0.1; 0 takes a free one, which stays the same over restarts
 * @param settings of the broker, over the sandbox's own
 * @param jvm options of its JVM
 * @param log gets its output
 */
public record BrokerLaunch(
    Path directory, int port, Map<String, String> settings, List<String> jvm, Path log) {

  public BrokerLaunch {
    settings = Map.copyOf(settings);
    jvm = List.copyOf(jvm);
  }

  /** A free port, the sandbox's settings and a small heap; everything below one directory. */
  public static BrokerLaunch in(Path directory) {
    return new BrokerLaunch(
        directory.resolve("broker"),
        0,
        Map.of(),
        List.of("-XX:+UseSerialGC", "-Xmx512m"),
        directory.resolve("broker.log"));
  }

  public BrokerLaunch withPort(int newPort) {
    return new BrokerLaunch(directory, newPort, settings, jvm, log);
  }

  public BrokerLaunch withSettings(Map<String, String> newSettings) {
    return new BrokerLaunch(directory, port, newSettings, jvm, log);
  }

  public BrokerLaunch withJvm(List<String> newJvm) {
    return new BrokerLaunch(directory, port, settings, newJvm, log);
  }
}
