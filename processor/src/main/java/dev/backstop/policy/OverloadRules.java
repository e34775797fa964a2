package dev.backstop.policy;

/**
 * What a policy does where there is more to do than can be done. What the words mean, the guard
 * says.
 *
 * @param adaptive whether the number of calls at once follows how they end
 * @param shedFrom how full a tier's queue is, above 0 and at most 1, when the least grave risk
 *     class is no longer let in
 * @param retryShare calls that may be made once more, as a share of all, 0 to 1
 * @param retriesSaved retries that may be saved up
 */
public record OverloadRules(
    boolean adaptive, double shedFrom, double retryShare, int retriesSaved) {

  /** What holds where a policy says nothing. */
  public static final OverloadRules USUAL = new OverloadRules(true, .5, .1, 10);
}
