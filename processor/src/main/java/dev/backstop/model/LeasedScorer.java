package dev.backstop.model;

import dev.backstop.domain.Features;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * A scorer whose inside can be exchanged under load. Each call is answered by one scorer from
 * beginning to end; the old one is closed when the last call it answers has ended.
 *
 * <p>After {@link #close()} every row fails with ERROR. For a swap that changes the model's
 * reference too, so that lineage names the model that answered, see {@link Models}.
 */
public final class LeasedScorer implements Scorer {

  private final Leased<Scorer> scorer;

  public LeasedScorer(Scorer scorer) {
    this.scorer = new Leased<>(scorer, Scorer::close);
  }

  @Override
  public List<Outcome> scoreAll(List<Features> rows) {
    return scorer.use(current -> current.scoreAll(rows)).orElseGet(() -> closed(rows));
  }

  @Override
  public List<Outcome> scoreAll(List<Features> rows, Duration budget) {
    return scorer.use(current -> current.scoreAll(rows, budget)).orElseGet(() -> closed(rows));
  }

  /**
   * Lets the next scorer answer all calls that begin from now on. It is loaded and warm already.
   *
   * @return false if this was closed before; then the next scorer has been closed, unused
   */
  public boolean swap(Scorer next) {
    return scorer.swap(next);
  }

  @Override
  public void close() {
    scorer.close();
  }

  private static List<Outcome> closed(List<Features> rows) {
    return Collections.nCopies(
        rows.size(), new Outcome.Failed(Reason.ERROR, "the model has been closed"));
  }
}
