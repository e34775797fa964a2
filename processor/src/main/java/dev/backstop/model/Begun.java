package dev.backstop.model;

import dev.backstop.domain.Outcome;
import java.util.List;

/**
 * A call that has begun. It must be awaited, once, by the thread that began it: nobody else looks
 * after it when it hangs.
 */
public interface Begun {

  /** The outcomes of the rows, when they are there or the budget is used up. */
  List<Outcome> await();

  /** How long the call took, in nanoseconds, however late it was awaited. Known after that. */
  long nanos();
}
