package dev.backstop.model;

/** The fake keeps the promises that it stands in for. */
class FakeScorerTest extends ScorerContract {

  @Override
  protected Scorer create() {
    return new FakeScorer();
  }
}
