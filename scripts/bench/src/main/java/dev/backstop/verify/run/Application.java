package dev.backstop.verify.run;

import dev.backstop.rig.BackstopLaunch;
import dev.backstop.rig.BackstopProcess;
import dev.backstop.verify.fault.FaultKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An application as it is deployed: the product with its default settings, but for what {@code
 * settings} adds.
 *
 * @param files that the instances are started with
 * @param prefix of its topics
 * @param id its application id
 * @param settings by the name of the environment variable
 */
record Application(
    Site site, Deployment files, String prefix, String id, Map<String, String> settings) {

  /**
   * Starts an instance, which is started again whenever it ends.
   *
   * @param number of the instance: 0 or 1
   */
  Instance start(int number) {
    return new Instance(this, number);
  }

  /** One life of an instance, which may be armed. */
  BackstopProcess launch(int number, Optional<Arm> arm) {
    BackstopLaunch launch = launch(number);
    if (arm.isEmpty() && !launch.hasClassArchive()) {
      // A life that is to end at a point is to end at once, and not to write an archive first.
      launch = launch.archivingClasses();
    }
    if (arm.isPresent()) {
      launch =
          launch
              .with(
                  Map.of(
                      "BACKSTOP_KAFKA_PRODUCER_INTERCEPTOR_CLASSES",
                      "dev.backstop.verify.inject.CrashingProducer",
                      "BACKSTOP_KAFKA_MAIN_CONSUMER_INTERCEPTOR_CLASSES",
                      "dev.backstop.verify.inject.CrashingConsumer"))
              .withJvmOption("-Dbackstop.verify.point=" + arm.get().point())
              .withJvmOption("-Dbackstop.verify.after=" + arm.get().after());
    }
    return BackstopProcess.start(launch);
  }

  /**
   * Whether an instance has ended in order since the last build, and left an archive of classes.
   */
  boolean isSettledIn() {
    return launch(0).hasClassArchive();
  }

  private BackstopLaunch launch(int number) {
    String name = id + "-" + number;
    return BackstopLaunch.of(
            name, site.root(), site.directory(), site.bootstrapServers(number), site.registryUrl())
        .withConfig(files.config())
        .with(
            Map.of(
                "BACKSTOP_APPLICATION_ID", id,
                "BACKSTOP_TOPICS_PREFIX", prefix,
                "BACKSTOP_REGISTRY_AUTO_REGISTER", "false"))
        .with(settings)
        .withExtraClassPath(List.of(files.faults()));
  }

  /**
   * Where a life is to end by itself.
   *
   * @param after how often the point is passed before
   */
  record Arm(FaultKind kind, int after) {
    String point() {
      return kind.crashPoint().orElseThrow();
    }
  }
}
