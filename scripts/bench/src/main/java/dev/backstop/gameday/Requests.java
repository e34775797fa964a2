package dev.backstop.gameday;

import java.util.List;

/** The real requests of the day, as an exercise sees them. They are numbered as they are sent. */
interface Requests {

  /** How many were sent up to now. */
  int sent();

  /**
   * How many of the first so many have not ended. Those that were sent later do not stand in for
   * them.
   */
  int waiting(int ofFirst);

  /** What has ended up to now, in the order in which it was seen. */
  List<Ended> ended();
}
