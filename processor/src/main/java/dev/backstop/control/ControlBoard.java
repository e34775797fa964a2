package dev.backstop.control;

import dev.backstop.guard.Breakers;
import dev.backstop.judge.Rulings;
import dev.backstop.policy.Policy;
import java.time.Instant;

/**
 * The controls of now, what was found about candidates, and the breakers. They may change while
 * they are read: each call sees a whole state, and a request that has got its switches keeps them
 * until its next step.
 */
public final class ControlBoard {

  private volatile Controls current = Controls.NONE;
  private volatile Rulings rulings = Rulings.NONE;
  private volatile Breakers breakers = Breakers.NONE;

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

  /** How far a domain is degraded at that time, by its policy and by what is on the board. */
  public Degradation degradation(Policy policy, Instant now) {
    return Degradation.of(policy, current.forDomain(policy.domain()), breakers, now);
  }

  public Breakers breakers() {
    return breakers;
  }

  public void set(Breakers breakers) {
    this.breakers = breakers;
  }
}
