package dev.backstop.model;

/**
 * On what terms a call of a model is made.
 *
 * @param calls how many calls of the model may be under way at once, this one included
 * @param adaptive whether they may be as many at most as the model's adaptive limit says
 * @param waits whether it may wait for its turn
 */
public record Allowance(int calls, boolean adaptive, boolean waits) {

  /** For calls whose answers nobody waits for: they take what room is left. */
  public static final Allowance BESIDE = new Allowance(Integer.MAX_VALUE, true, false);
}
