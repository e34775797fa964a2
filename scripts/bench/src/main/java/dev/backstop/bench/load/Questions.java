package dev.backstop.bench.load;

import java.util.Map;
import java.util.Random;

/**
 * What is asked, request after request.
 *
 * <p>The same seed gives the same rows.
 */
public interface Questions {

  String domain();

  /** The next request's features. */
  Map<String, Object> next();

  /** Credit applications in a mix. */
  static Questions credit(RowPool pool, Mix mix, long seed) {
    Random random = new Random(seed);
    return of("credit", () -> pool.pick(mix.next(random), random));
  }

  /** Questions of a domain. */
  static Questions of(String domain, java.util.function.Supplier<Map<String, Object>> rows) {
    return new Questions() {
      @Override
      public String domain() {
        return domain;
      }

      @Override
      public Map<String, Object> next() {
        return rows.get();
      }
    };
  }
}
