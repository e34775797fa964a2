package dev.backstop.bench.experiment;

import dev.backstop.bench.load.Mix;
import dev.backstop.bench.load.Questions;
import dev.backstop.bench.load.RowPool;
import java.util.function.LongFunction;

/**
 * What is asked in a trial.
 *
 * @param key in reports
 * @param questions by seed
 */
record Workload(String key, String meaning, LongFunction<Questions> questions) {

  static Workload of(Mix mix, RowPool pool) {
    return new Workload(mix.key(), mix.meaning(), seed -> Questions.credit(pool, mix, seed));
  }
}
