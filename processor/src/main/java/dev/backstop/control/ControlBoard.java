package dev.backstop.control;

import dev.backstop.judge.Rulings;

/**
 * The controls of now, and what was found about candidates. They may change while they are read:
 * each call sees a whole state, and a request that has got its switches keeps them until its next
 * step.
 */
public final class ControlBoard {

  private volatile Controls current = Controls.NONE;
  private volatile Rulings rulings = Rulings.NONE;

  public Controls current() {
    return current;
  }

  public void set(Controls controls) {
    current = controls;
  }

  public Rulings rulings() {
    return rulings;
  }

  public void set(Rulings rulings) {
    this.rulings = rulings;
  }
}
