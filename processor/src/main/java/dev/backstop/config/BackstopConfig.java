package dev.backstop.config;

import dev.backstop.topology.names.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one instance.
 *
 * @param trustedKeys files of the keys whose signatures on policies count
 * @param playbookKeys of those who sign what playbooks set
 * @param drillKeys files of the keys whose marks of drills count
 * @param kafka settings passed on to Kafka Streams, its clients and the serdes, under their own
 *     names
 * @param effective every setting with its source, for {@code backstop config}
 */
public record BackstopConfig(
    String applicationId,
    Role role,
    String instanceId,
    Path stateDir,
    Topics topics,
    ModelSettings models,
    List<Path> policies,
    List<Path> trustedKeys,
    PlaybookKeys playbookKeys,
    List<Path> drillKeys,
    Duration duplicateWindow,
    int maxRequestBytes,
    int maxRecordBytes,
    Reviews reviews,
    Registry registry,
    Management management,
    int maxThreadsReplaced,
    Map<String, String> kafka,
    List<Setting> effective) {

  /** Topics: their names, and how they are made. */
  public record Topics(String prefix, int partitions, short replicationFactor) {}

  /**
   * Models: where they are, and how they are run.
   *
   * @param directories of packages that policies name by their names alone
   * @param repository of those they name with a version; null if there is none
   */
  public record ModelSettings(
      List<Path> directories, @Nullable Path repository, int workers, int maxHung) {}

  /**
   * Keys of playbooks.
   *
   * @param trusted files of those whose signatures on what playbooks set count
   * @param signing file of this instance's own, which is secret; null if it has none
   */
  public record PlaybookKeys(List<Path> trusted, @Nullable Path signing) {}

  /** Reviews: how often deadlines are looked at, and how long things are remembered. */
  public record Reviews(Duration tick, int duePerTick, Duration retention, Duration patience) {}

  /** The registry of the default serde; the address is empty where another serde is used. */
  public record Registry(String url, boolean autoRegister) {}

  /** The management port; 0 is any free one, -1 none. */
  public record Management(String host, int port) {}
}
