package dev.backstop.control;

/**
 * The controls of now. They may change while they are read: each call sees a whole state, and a
 * request that has got its switches keeps them until its next step.
 */
public final class ControlBoard {

  private volatile Controls current = Controls.NONE;

  public Controls current() {
    return current;
  }

  public void set(Controls controls) {
    current = controls;
  }
}
