package dev.backstop.topology.guard;

import dev.backstop.decision.Emission;
import dev.backstop.decision.Passing;
import dev.backstop.domain.SourcePosition;
import dev.backstop.guard.BreakerNews;
import dev.backstop.guard.BreakerState;
import dev.backstop.guard.BreakerStatus;
import dev.backstop.guard.BreakerTerms;
import dev.backstop.guard.Cause;
import dev.backstop.guard.DriftStanding;
import dev.backstop.guard.ReportedBreaker;
import dev.backstop.guard.RiskLevel;
import dev.backstop.guard.RiskReading;
import dev.backstop.guard.TripReason;
import java.time.InstantSource;
import java.util.function.BiConsumer;

/**
 * Publishes what becomes of breakers, of the risk of answers and of inputs, and keeps it in the
 * book.
 */
final class Announcer {

  private static final String UNMOVED = "it has not moved";

  private final BreakerBook book;
  private final String owner;
  private final InstantSource clock;
  private final BiConsumer<String, Passing> out;

  private final SourcePosition nothing;

  /**
   * @param owner group and task
   * @param nothing stands for a request where none was heard of
   * @param out takes what leaves, by its key
   */
  Announcer(
      BreakerBook book,
      String owner,
      InstantSource clock,
      SourcePosition nothing,
      BiConsumer<String, Passing> out) {
    this.book = book;
    this.owner = owner;
    this.clock = clock;
    this.nothing = nothing;
    this.out = out;
  }

  /** A breaker has moved. */
  void moved(Owned one, ReportedBreaker.Move move, BreakerTerms terms, GuardRules.Asker asker) {
    moved(one, move, one.drift.standing(), terms, asker);
  }

  /**
   * A breaker has moved.
   *
   * @param drifted what stands of the model's inputs, in all segments together
   */
  void moved(
      Owned one,
      ReportedBreaker.Move move,
      DriftStanding drifted,
      BreakerTerms terms,
      GuardRules.Asker asker) {
    RiskReading risk = one.news == null || one.closed() ? RiskReading.NONE : one.news.risk();
    boolean opened =
        move.transition().to() == BreakerState.Kind.OPEN
            && move.transition().from() != BreakerState.Kind.OPEN;
    BreakerNews news =
        news(one, terms, asker, risk, inWords(drifted, move, terms))
            .failedFor(
                opened || one.news == null
                    ? BreakerNews.commonest(move.reasons())
                    : one.news.failure());
    publish(one, news);
    out.accept(
        news.guarded().key(), new Emission.Noted(MoveNote.of(news, move.transition(), heard(one))));
  }

  /**
   * A control was acted on that had nothing to move: after a restart it must not be acted on again,
   * so the book has it, and nobody need hear of it.
   */
  void acted(Owned one, BreakerTerms terms, GuardRules.Asker asker) {
    String why = one.news == null ? UNMOVED : one.news.why();
    RiskReading risk = one.news == null ? RiskReading.NONE : one.news.risk();
    book.keep(one, news(one, terms, asker, risk, why));
  }

  /** A breaker is no more. */
  void forgotten(Owned one) {
    if (one.news != null) {
      out.accept(
          one.breaker.guarded().key(),
          new Emission.Forgotten(Emission.Forgotten.Known.BREAKER, heard(one)));
    }
    book.remove(one);
  }

  /** A model's answers stand otherwise than before. */
  void risk(Owned one, RiskReading reading, BreakerTerms terms, GuardRules.Asker asker) {
    RiskLevel before = one.risk();
    String why = one.news == null ? UNMOVED : one.news.why();
    BreakerNews news = news(one, terms, asker, reading, why);
    publish(one, news);
    out.accept(news.guarded().key(), new Emission.Noted(RiskNote.of(news, before, heard(one))));
  }

  /** More labels are known of a model's answers, which stand as before. */
  void labels(Owned one, RiskReading reading, BreakerTerms terms, GuardRules.Asker asker) {
    publish(one, news(one, terms, asker, reading, one.news == null ? UNMOVED : one.news.why()));
  }

  /** The last request that was heard of, for what time alone moves too. */
  private SourcePosition heard(Owned one) {
    return one.heard == null ? nothing : one.heard;
  }

  /**
   * What a model is asked looks otherwise than before.
   *
   * @param before what had drifted until now
   */
  void drift(Owned one, DriftStanding before, BreakerTerms terms, GuardRules.Asker asker) {
    String why = one.news == null ? UNMOVED : one.news.why();
    RiskReading risk = one.news == null ? RiskReading.NONE : one.news.risk();
    BreakerNews news = news(one, terms, asker, risk, why);
    publish(one, news);
    out.accept(news.guarded().key(), new Emission.Noted(DriftNote.of(news, before, heard(one))));
  }

  /** Why it has moved; with what has drifted, if that is why. */
  private static String inWords(
      DriftStanding drifted, ReportedBreaker.Move move, BreakerTerms terms) {
    Cause cause = move.transition().cause();
    boolean routed =
        move.transition().to() == BreakerState.Kind.OPEN
            && cause != null
            && cause.reason() == TripReason.DRIFT
            && cause.evidence().trials() == 0;
    return BreakerNews.inWords(move, terms) + (routed ? ": " + drifted.inWords() : "");
  }

  private void publish(Owned one, BreakerNews news) {
    book.keep(one, news);
    out.accept(news.guarded().key(), new Emission.Moved(news, heard(one)));
  }

  private BreakerNews news(
      Owned one, BreakerTerms terms, GuardRules.Asker asker, RiskReading risk, String why) {
    BreakerState state = one.breaker.state();
    return new BreakerNews(
        one.breaker.guarded(),
        asker.domain(),
        asker.tier(),
        BreakerStatus.of(state),
        BreakerNews.shareOf(state, terms),
        one.news == null ? null : one.news.failure(),
        risk,
        one.drift,
        one.acted,
        why,
        owner,
        clock.millis());
  }
}
