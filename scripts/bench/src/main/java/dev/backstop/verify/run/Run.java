package dev.backstop.verify.run;

import dev.backstop.rig.RigException;
import dev.backstop.topology.names.Topic;
import dev.backstop.verify.fault.PlannedFault;
import dev.backstop.verify.fault.Schedule;
import dev.backstop.verify.history.Balance;
import dev.backstop.verify.history.History;
import dev.backstop.verify.plan.RequestPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The main run: the product with its default settings, under load, while faults strike. */
public final class Run {

  /**
   * How it is driven.
   *
   * @param rate records a second
   * @param spacing between the faults of models and reviewers
   */
  public record Drive(long seed, int rate, Schedule schedule, Duration spacing) {}

  private static final String ID = "verify";
  private static final String PREFIX = ID + ".";
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration SETTLE = Duration.ofMinutes(4);

  /** Records that pass before the first fault, so that every schema and class is known. */
  private static final long WARM = 1000;

  private final Site site;
  private final Drive drive;
  private final Progress progress;
  private final RequestPlan plan;
  private volatile long lastInsideNanos = System.nanoTime();

  public Run(Site site, Drive drive, Progress progress) {
    this.site = site;
    this.drive = drive;
    this.progress = progress;
    this.plan = new RequestPlan(drive.seed());
  }

  public Outcome run() throws InterruptedException {
    Deployment files = Deployment.in(site.root(), site.directory());
    try (Stage stage = open(files)) {
      awaitReady(stage, "the instances do not start");
      stage.sender().flow(drive.rate());
      Wait.must(
          START,
          () -> stage.board().outcomes() > WARM,
          "fewer than " + WARM + " records were answered",
          "give more with --rate, or see the instances' logs in " + site.directory());
      settleIn(stage, files);
      progress.say("Under load; the first fault strikes");
      Strikes strikes = new Strikes(stage);
      Bursts bursts = new Bursts(stage, plan);
      List<Struck> struck = faults(strikes, bursts);
      double settled = settle(stage, strikes);
      Quiet quiet = new Quiet(stage, drive.rate());
      progress.say("A phase without faults, for the meters");
      History history = judgeable(stage, settled, quiet);
      List<Struck> told = Troubles.told(struck, bursts::burst, history);
      return new Outcome(history, told, Counts.of(told, history), strikes.ownDeaths());
    }
  }

  /** Ends an instance in order, as happens to any installation at some time, after a build. */
  private void settleIn(Stage stage, Deployment files) throws InterruptedException {
    if (!application(files).isSettledIn()) {
      progress.say("Restarting an instance, whose JVM then has an archive of its classes");
      Instance first = stage.instances().get(0);
      first.process().close();
      awaitReady(stage, "an instance that was ended in order does not come back");
      first.lives().drain();
    }
  }

  private void awaitReady(Stage stage, String otherwise) throws InterruptedException {
    if (!stage.awaitReady(START)) {
      stage.dumpThreads();
      throw new RigException(
          otherwise + " within " + START.toSeconds() + " s",
          "see the logs in " + site.directory() + ", and stop what else needs this machine");
    }
  }

  private Application application(Deployment files) {
    return new Application(site, files, PREFIX, ID, Map.of());
  }

  private Stage open(Deployment files) throws InterruptedException {
    site.prepare(PREFIX);
    Board board = new Board();
    Application application = application(files);
    LiveReader reader = LiveReader.start(site, PREFIX, board);
    List<Instance> instances = List.of(application.start(0), application.start(1));
    List<Reviewer> reviewers =
        List.of(
            Reviewer.start(site, PREFIX, 0, drive.seed(), false),
            Reviewer.start(site, PREFIX, 1, drive.seed(), false));
    return new Stage(
        site,
        files,
        instances,
        reviewers,
        new Sender(site, PREFIX, plan, board),
        reader,
        board,
        new Ownership(site.clients(), ID, Topic.REQUESTS.with(PREFIX)));
  }

  /** Both tracks beside each other. */
  private List<Struck> faults(Strikes strikes, Bursts bursts) throws InterruptedException {
    List<Struck> all = new ArrayList<>();
    CompletableFuture<Void> inside =
        CompletableFuture.runAsync(
            () -> {
              try {
                for (PlannedFault fault : drive.schedule().inside()) {
                  Wait.pass(drive.spacing());
                  note(all, bursts.strike(fault));
                  lastInsideNanos = System.nanoTime();
                }
              } catch (InterruptedException e) {
                throw new CompletionException(e);
              }
            });
    for (PlannedFault fault : drive.schedule().processes()) {
      if (fault.kind().crashPoint().isEmpty()) {
        Wait.pass(fault.gap());
      }
      note(all, strikes.strike(fault));
    }
    inside.join();
    return all;
  }

  private void note(List<Struck> all, Struck struck) {
    synchronized (all) {
      all.add(struck);
    }
    PlannedFault fault = struck.fault();
    progress.say(
        String.format(
            "  %-22s %d  %s%s",
            fault.kind().title(), fault.victim(), struck.hit() ? "" : "NOT HIT: ", struck.what()));
  }

  /** The seconds from the last fault until everything was decided, or NaN. */
  private double settle(Stage stage, Strikes strikes) throws InterruptedException {
    long last = Math.max(strikes.lastFaultNanos(), lastInsideNanos);
    progress.say("The last fault is over; waiting until everything is decided");
    Wait.pass(Duration.ofSeconds(1));
    stage.sender().pause();
    boolean empty = Wait.until(SETTLE, stage.board()::isEmpty);
    return empty ? Wait.seconds(System.nanoTime() - last) : Double.NaN;
  }

  private History judgeable(Stage stage, double settled, Quiet quiet) throws InterruptedException {
    Balance balance = quiet.measure();
    progress.say("Reading everything once more, from the beginning");
    return Aftermath.history(stage, ID, PREFIX, Duration.ofSeconds(10), balance, settled);
  }
}
