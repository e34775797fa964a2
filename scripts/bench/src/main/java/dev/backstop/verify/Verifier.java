package dev.backstop.verify;

import dev.backstop.verify.check.Facts;
import dev.backstop.verify.check.Invariant;
import dev.backstop.verify.check.Violation;
import dev.backstop.verify.control.Control;
import dev.backstop.verify.fault.FaultKind;
import dev.backstop.verify.fault.Schedule;
import dev.backstop.verify.fault.Schedule.Amount;
import dev.backstop.verify.history.Fate;
import dev.backstop.verify.report.Findings;
import dev.backstop.verify.report.Recovery;
import dev.backstop.verify.run.ControlRun;
import dev.backstop.verify.run.Outcome;
import dev.backstop.verify.run.Progress;
import dev.backstop.verify.run.Run;
import dev.backstop.verify.run.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A verification from begin to end. */
final class Verifier {

  /** What is to be done: how much, and which faults and controls. */
  record Order(long seed, int rate, boolean full, Set<FaultKind> kinds, List<Control> controls) {}

  private final Path root;
  private final Path directory;
  private final Progress progress;

  Verifier(Path root, Path directory, Progress progress) {
    this.root = root;
    this.directory = directory;
    this.progress = progress;
  }

  /** The main run, and the controls after it. */
  Findings run(Order order) throws InterruptedException {
    progress.say("Starting a broker and a registry");
    try (Site site = Site.start(root, directory)) {
      boolean full = order.full();
      Schedule schedule =
          Schedule.of(order.seed(), full ? Amount.full() : Amount.quick()).only(order.kinds());
      Run.Drive drive =
          new Run.Drive(order.seed(), order.rate(), schedule, Duration.ofSeconds(full ? 22 : 9));
      progress.say(
          "Starting two instances and two reviewers; "
              + (schedule.processes().size() + schedule.inside().size())
              + " faults are planned");
      Outcome outcome = new Run(site, drive, progress).run();
      progress.say("Judging");
      Map<Invariant, List<Violation>> violations = Invariant.judge(new Facts(outcome.history()));
      return findings(order, outcome, violations, controls(site, order));
    }
  }

  /** The controls alone; whether all went as they must. */
  boolean controls(Order order) throws InterruptedException {
    try (Site site = Site.start(root, directory)) {
      return controls(site, order).entrySet().stream()
          .allMatch(entry -> entry.getKey().mustBeRed() != entry.getValue().isEmpty());
    }
  }

  private Map<Control, Map<Invariant, List<Violation>>> controls(Site site, Order order)
      throws InterruptedException {
    Map<Control, Map<Invariant, List<Violation>>> broken = new EnumMap<>(Control.class);
    for (Control control : order.controls()) {
      progress.say("Negative control " + control.title());
      Map<Invariant, List<Violation>> found = new ControlRun(site, order.seed()).run(control);
      broken.put(control, found);
      found.forEach(
          (invariant, violations) ->
              progress.say(
                  "  broke "
                      + invariant.title()
                      + ", "
                      + violations.size()
                      + " times: "
                      + violations.get(0)));
    }
    return broken;
  }

  private Findings findings(
      Order order,
      Outcome outcome,
      Map<Invariant, List<Violation>> violations,
      Map<Control, Map<Invariant, List<Violation>>> broken) {
    Map<String, Boolean> red = new LinkedHashMap<>();
    Map<String, List<String>> caught = new LinkedHashMap<>();
    broken.forEach(
        (control, found) -> {
          if (control.mustBeRed()) {
            red.put(control.title(), !found.isEmpty());
          }
          caught.put(control.title(), found.keySet().stream().map(Invariant::title).toList());
        });
    return new Findings(
        order.seed(),
        order.full() ? "full" : Findings.QUICK,
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
        red,
        caught,
        outcome.ownDeaths(),
        progress.seconds());
  }
}
