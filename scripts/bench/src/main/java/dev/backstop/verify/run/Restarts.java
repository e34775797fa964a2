package dev.backstop.verify.run;

import dev.backstop.rig.BackstopProcess;
import dev.backstop.verify.fault.PlannedFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The faults that change the deployment's files and end instances in order, so that they start
 * again by what stands there then.
 */
final class Restarts {

  private static final String MODEL = "primary";

  private final Stage stage;
  private final Duration patience;
  private final Runnable struck;
  private String policy = "first";

  /**
   * @param patience until what must come is given up
   * @param struck to be told of each blow
   */
  Restarts(Stage stage, Duration patience, Runnable struck) {
    this.stage = stage;
    this.patience = patience;
    this.struck = struck;
  }

  /** The victim must refuse to start, and say which model is missing; then it gets it back. */
  Struck deleteModel(PlannedFault fault) throws InterruptedException {
    Instance victim = stage.instances().get(fault.victim());
    Set<Integer> owned = stage.atWork(victim);
    try {
      stage.files().delete(MODEL);
      // It goes on with what it has loaded until it is killed.
      long before = System.currentTimeMillis();
      boolean worked = Wait.until(patience, () -> stage.board().isDoneBefore(before));
      int unfinished = stage.board().unfinished(owned);
      victim.process().kill();
      victim.lives().death(patience);
      Lives.@Nullable Death<BackstopProcess> refused = victim.lives().death(patience);
      String said = refused == null ? "" : refused.process().output();
      victim.lives().hold();
      stage.files().restore(MODEL);
      victim.lives().release();
      struck.run();
      stage.awaitReady(patience);
      victim.lives().drain();
      boolean clear =
          refused != null && refused.exitCode() > 0 && said.contains("deployment/" + MODEL);
      String what =
          (worked ? "worked on without it; " : "did not work on without it; ")
              + (refused == null
                  ? "did not refuse to start"
                  : "refused to start with status " + refused.exitCode())
              + (clear ? " and named it" : " and did not name it");
      return worked && clear && unfinished > 0
          ? Struck.hit(fault, what)
          : Struck.missed(fault, what);
    } catch (IOException e) {
      throw new UncheckedIOException("the deployment's files can be changed", e);
    }
  }

  /** One instance after the other, so that for a while both policies are in force. */
  Struck changePolicy(PlannedFault fault) throws InterruptedException {
    int unfinished = 0;
    try {
      policy = policy.equals("first") ? "second" : "first";
      stage.files().policy(policy);
    } catch (IOException e) {
      throw new UncheckedIOException("the deployment's files can be changed", e);
    }
    for (Instance instance : stage.instances()) {
      unfinished += stage.board().unfinished(stage.atWork(instance));
      instance.process().close();
      struck.run();
      instance.lives().death(patience);
      stage.awaitReady(patience);
    }
    String what = "now " + policy + ", " + unfinished + " requests unfinished";
    return unfinished > 0 ? Struck.hit(fault, what) : Struck.missed(fault, what);
  }
}
