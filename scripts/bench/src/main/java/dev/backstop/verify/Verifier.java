package dev.backstop.verify;

import dev.backstop.verify.check.Facts;
import dev.backstop.verify.check.Invariant;
import dev.backstop.verify.check.Violation;
import dev.backstop.verify.fault.Schedule;
import dev.backstop.verify.fault.Schedule.Amount;
import dev.backstop.verify.history.Fate;
import dev.backstop.verify.report.Findings;
import dev.backstop.verify.report.Recovery;
import dev.backstop.verify.run.Outcome;
import dev.backstop.verify.run.Progress;
import dev.backstop.verify.run.Run;
import dev.backstop.verify.run.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A verification from begin to end. */
final class Verifier {
  private final Path root;
  private final Path directory;
  private final Progress progress;

  Verifier(Path root, Path directory, Progress progress) {
    this.root = root;
    this.directory = directory;
    this.progress = progress;
  }

  Findings run(long seed, int rate, boolean full, @Nullable String only)
      throws InterruptedException {
    progress.say("Starting a broker and a registry");
    try (Site site = Site.start(root, directory)) {
      Schedule schedule = Schedule.of(seed, full ? Amount.full() : Amount.quick());
      Run.Drive drive = new Run.Drive(seed, rate, schedule, Duration.ofSeconds(full ? 22 : 9));
      progress.say(
          "Starting two instances and two reviewers; "
              + (schedule.processes().size() + schedule.inside().size())
              + " faults are planned");
      Outcome outcome = new Run(site, drive, progress).run();
      progress.say("Judging");
      return findings(seed, full, outcome);
    }
  }

  private Findings findings(long seed, boolean full, Outcome outcome) {
    Map<Invariant, List<Violation>> violations = Invariant.judge(new Facts(outcome.history()));
    return new Findings(
        seed,
        full ? "full" : "quick",
        outcome.history().sent().size(),
        outcome.history().sent().stream().filter(sent -> sent.fate() == Fate.UNKNOWN).count(),
        outcome.faults(),
        outcome.struck().stream()
            .filter(struck -> !struck.hit())
            .map(struck -> struck.fault().kind().title() + ": " + struck.what())
            .toList(),
        violations,
        new Recovery(
            outcome.struck().stream()
                .flatMapToDouble(struck -> struck.recoverySeconds().stream())
                .boxed()
                .toList()),
        outcome.history().settleSeconds(),
        Map.of(),
        Map.of(),
        outcome.ownDeaths(),
        progress.seconds());
  }
}
