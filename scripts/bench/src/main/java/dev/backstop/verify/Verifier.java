package dev.backstop.verify;

import dev.backstop.rig.RigException;
import dev.backstop.verify.check.Facts;
import dev.backstop.verify.check.Invariant;
import dev.backstop.verify.check.Violation;
import dev.backstop.verify.control.Control;
import dev.backstop.verify.control.ControlFinding;
import dev.backstop.verify.fault.FaultKind;
import dev.backstop.verify.fault.Schedule;
import dev.backstop.verify.fault.Schedule.Amount;
import dev.backstop.verify.history.Answer;
import dev.backstop.verify.history.Fate;
import dev.backstop.verify.history.History;
import dev.backstop.verify.report.FaultTally;
import dev.backstop.verify.report.Findings;
import dev.backstop.verify.report.Load;
import dev.backstop.verify.report.Recovery;
import dev.backstop.verify.report.Summary;
import dev.backstop.verify.run.ControlRun;
import dev.backstop.verify.run.Outcome;
import dev.backstop.verify.run.Progress;
import dev.backstop.verify.run.Run;
import dev.backstop.verify.run.Site;
import dev.backstop.verify.run.Struck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** A verification from begin to end. */
final class Verifier {

  /** What is to be done: how much, and which faults and controls. */
  record Order(long seed, int rate, boolean full, Set<FaultKind> kinds, List<Control> controls) {}

  private static final long SECONDS_OF_LOAD = 60;

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
      return findings(order, schedule, outcome, violations, controls(site, order));
    }
  }

  /** The controls alone; whether all went as they must. */
  boolean controls(Order order) throws InterruptedException {
    try (Site site = Site.start(root, directory)) {
      return controls(site, order).stream().allMatch(ControlFinding::asItMust);
    }
  }

  private List<ControlFinding> controls(Site site, Order order) throws InterruptedException {
    List<ControlFinding> all = new ArrayList<>();
    for (Control control : order.controls()) {
      progress.say("Control " + control.title());
      ControlFinding found = control(site, order, control);
      all.add(found);
      found
          .broke()
          .forEach(
              (invariant, violations) ->
                  progress.say(
                      "  broke "
                          + invariant.title()
                          + ", "
                          + violations.size()
                          + " times: "
                          + violations.get(0)));
      progress.say("  " + Summary.of(found));
    }
    return all;
  }

  /** One that cannot be carried out must not take the findings of the others with it. */
  private static ControlFinding control(Site site, Order order, Control control)
      throws InterruptedException {
    try {
      return ControlFinding.seen(control, new ControlRun(site, order.seed()).run(control));
    } catch (RigException failed) {
      return ControlFinding.failed(control, String.valueOf(failed.getMessage()));
    }
  }

  private Findings findings(
      Order order,
      Schedule schedule,
      Outcome outcome,
      Map<Invariant, List<Violation>> violations,
      List<ControlFinding> controls) {
    return new Findings(
        order.seed(),
        order.full() ? Findings.FULL : Findings.QUICK,
        load(order, outcome.history()),
        new FaultTally(
            outcome.faults(),
            schedule.kinds(),
            told(outcome, struck -> !struck.hit()),
            told(outcome, struck -> !struck.healed()),
            outcome.ownDeaths()),
        violations,
        new Recovery(
            outcome.struck().stream()
                .flatMapToDouble(struck -> struck.recoverySeconds().stream())
                .boxed()
                .toList()),
        outcome.history().settleSeconds(),
        controls,
        progress.seconds());
  }

  private static Load load(Order order, History history) {
    return new Load(
        history.sent().size(),
        history.sent().stream().filter(sent -> sent.fate() == Fate.UNKNOWN).count(),
        history.answers().stream().filter(Answer::terminal).count(),
        // The faults of a full run take several minutes; a load that went on has as much in one.
        order.full() ? SECONDS_OF_LOAD * order.rate() : 1);
  }

  private static List<String> told(Outcome outcome, Predicate<Struck> which) {
    return outcome.struck().stream()
        .filter(which)
        .map(struck -> struck.fault().kind().title() + ": " + struck.what())
        .toList();
  }
}
