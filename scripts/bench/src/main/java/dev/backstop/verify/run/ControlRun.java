package dev.backstop.verify.run;

import dev.backstop.rig.RigException;
import dev.backstop.topology.names.Topic;
import dev.backstop.verify.check.Facts;
import dev.backstop.verify.check.Invariant;
import dev.backstop.verify.check.Violation;
import dev.backstop.verify.control.Control;
import dev.backstop.verify.history.History;
import dev.backstop.verify.plan.RequestPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A short run with an application of its own, broken on purpose, and judged by the same checker.
 * What a short run cannot judge is left out: whether it settles, and the meters.
 */
public final class ControlRun {
  private static final Duration START = Duration.ofMinutes(4);
  private static final Duration WORK = Duration.ofSeconds(3);
  private static final Duration SETTLE = Duration.ofSeconds(20);

  /** When nothing has come for so long, what has not come is lost. */
  private static final Duration SILENCE = Duration.ofSeconds(9);

  private static final int RATE = 300;
  private static final long WARM = 300;

  private final Site site;
  private final long seed;

  public ControlRun(Site site, long seed) {
    this.site = site;
    this.seed = seed;
  }

  /** What broke; empty if the checker saw nothing. */
  public Map<Invariant, List<Violation>> run(Control control) throws InterruptedException {
    String id = "control-" + control.title();
    String prefix = id + ".";
    Deployment files =
        Deployment.in(site.root(), site.directory().resolve("deployment-" + control.title()));
    site.prepare(prefix);
    Board board = new Board();
    Application application = new Application(site, files, prefix, id, control.settings());
    LiveReader reader = LiveReader.start(site, prefix, board);
    List<Instance> instances = new ArrayList<>(List.of(application.start(0)));
    if (control.acts().contains(Control.Act.SECOND_REVIEW_PART)) {
      instances.add(
          new Application(site, files, prefix, id + "-other", Map.of("BACKSTOP_ROLE", "review"))
              .start(1));
    }
    try (Stage stage =
        new Stage(
            site,
            files,
            instances,
            List.of(Reviewer.start(site, prefix, 0, seed, control.hastyReviewer())),
            new Sender(site, prefix, new RequestPlan(seed), board),
            reader,
            board,
            new Ownership(site.clients(), id, Topic.REQUESTS.with(prefix)))) {
      awaitReady(control, stage);
      stage.sender().flow(RATE);
      Wait.must(
          START,
          () -> board.outcomes() > WARM,
          control.title() + ": fewer than " + WARM + " records were answered",
          remedy());
      for (Control.Act act : control.acts()) {
        perform(act, control, stage);
      }
      stage.sender().pause();
      settle(board);
      return judge(stage, prefix, id);
    }
  }

  private static boolean areReady(Stage stage) throws InterruptedException {
    for (Instance instance : stage.instances()) {
      if (!instance.process().isReady()) {
        return false;
      }
    }
    return true;
  }

  private void awaitReady(Control control, Stage stage) throws InterruptedException {
    Wait.must(
        START, () -> areReady(stage), control.title() + ": the instance is not ready", remedy());
  }

  private String remedy() {
    return "see the logs in " + site.directory() + ", and stop what else needs this machine";
  }

  private void perform(Control.Act act, Control control, Stage stage) throws InterruptedException {
    switch (act) {
      case KILL -> {
        for (int i = 0; i < 2; i++) {
          Wait.pass(WORK);
          long before = System.currentTimeMillis();
          stage.instances().get(0).process().kill();
          awaitReady(control, stage);
          // Where records are lost, this does not come.
          Wait.until(WORK, () -> stage.board().isDoneBefore(before));
        }
      }
      case KILL_REVIEWER -> {
        for (int i = 0; i < 2; i++) {
          Wait.pass(WORK.dividedBy(2));
          if (!stage.reviewers().get(0).crash(SETTLE)) {
            throw new RigException(
                control.title() + ": the reviewer had nothing to answer", remedy());
          }
        }
      }
      case SECOND_REVIEW_PART, WATCH -> Wait.pass(WORK);
    }
  }

  private static void settle(Board board) throws InterruptedException {
    long end = System.nanoTime() + SETTLE.toNanos();
    long before = -1;
    while (!board.isEmpty() && board.outcomes() != before && System.nanoTime() < end) {
      before = board.outcomes();
      Wait.until(SILENCE, board::isEmpty);
    }
  }

  private Map<Invariant, List<Violation>> judge(Stage stage, String prefix, String id)
      throws InterruptedException {
    History history = Aftermath.history(stage, id, prefix, WORK, null, 0);
    Map<Invariant, List<Violation>> broken = Invariant.judge(new Facts(history));
    broken.values().removeIf(List::isEmpty);
    return broken;
  }
}
