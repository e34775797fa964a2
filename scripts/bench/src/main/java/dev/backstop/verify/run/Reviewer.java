package dev.backstop.verify.run;

import dev.backstop.rig.ChildProcess;
import dev.backstop.rig.Jvm;
import dev.backstop.rig.RigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A robot reviewer over all its lives. */
final class Reviewer implements AutoCloseable {
  private static final List<String> SMALL =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xmx128m",
          "-Dlogback.configurationFile=dev/backstop/sandbox/logback.xml");

  private final ReviewerSettings settings;
  private final Lives<ChildProcess> lives;

  private Reviewer(ReviewerSettings settings, Path log) {
    this.settings = settings;
    this.lives =
        Lives.start(
            settings.name(),
            new Lives.Kind<>(
                life -> launch(settings, log),
                ChildProcess::awaitEnd,
                ChildProcess::exitCode,
                ChildProcess::kill));
  }

  /**
   * Starts one.
   *
   * @param hasty see {@link ReviewerSettings}
   */
  static Reviewer start(Site site, String prefix, int number, long seed, boolean hasty) {
    String name = "robot-" + number;
    Path directory = site.directory();
    return new Reviewer(
        new ReviewerSettings(
            site.clients().bootstrapServers(),
            site.registryUrl(),
            prefix,
            name,
            directory.resolve(prefix + name + ".journal"),
            directory.resolve(prefix + name + ".halt"),
            seed,
            hasty),
        directory.resolve(prefix + name + ".log"));
  }

  private static ChildProcess launch(ReviewerSettings settings, Path log) {
    try {
      Files.deleteIfExists(settings.flag());
    } catch (IOException e) {
      throw new RigException(
          settings.flag() + " cannot be deleted", "see who holds the directory", e);
    }
    return ChildProcess.start(
        settings.name(),
        Jvm.command(SMALL, ReviewerMain.class.getName(), settings.arguments()),
        Map.of(),
        log);
  }

  Path journal() {
    return settings.journal();
  }

  /**
   * Has it halt after its next acknowledgement, and waits for that; it is started again at once.
   *
   * @return whether it had something to acknowledge in time
   */
  boolean crash(Duration patience) throws InterruptedException {
    try {
      Files.writeString(settings.flag(), "");
    } catch (IOException e) {
      throw new RigException(settings.flag() + " cannot be written", "free some space", e);
    }
    return lives.death(patience) != null;
  }

  @Override
  public void close() {
    lives.close();
  }
}
