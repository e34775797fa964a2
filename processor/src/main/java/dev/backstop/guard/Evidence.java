package dev.backstop.guard;

/**
 * What was seen of a model: trials, and how many of them were errors. Counts are all the return
 * test needs, so those of several instances are simply added.
 */
public record Evidence(long trials, long errors) {

  public static final Evidence NONE = new Evidence(0, 0);
  public static final Evidence GOOD = new Evidence(1, 0);
  public static final Evidence BAD = new Evidence(1, 1);

  public Evidence {
    new Checks("evidence")
        .atLeast("trials", 0, trials)
        .that(errors >= 0 && errors <= trials, "errors", "from 0 to trials", errors)
        .throwIfAny();
  }

  public Evidence plus(Evidence more) {
    return new Evidence(Math.addExact(trials, more.trials), Math.addExact(errors, more.errors));
  }
}
