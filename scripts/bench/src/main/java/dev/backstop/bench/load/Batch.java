package dev.backstop.bench.load;

/**
 * The requests of one trial. Their ids are unique over all trials: {@code <run>-<number>}.
 *
 * @param size how many; numbers go from 0 to size - 1
 */
public record Batch(String run, int size) {

  String id(int number) {
    return run + '-' + number;
  }

  /** The number of a request of this batch, or -1 for any other id. */
  int number(String id) {
    if (id.length() <= run.length() || !id.startsWith(run) || id.charAt(run.length()) != '-') {
      return -1;
    }
    int number = Integer.parseInt(id, run.length() + 1, id.length(), 10);
    return number < size ? number : -1;
  }
}
