package dev.backstop.app;

import dev.backstop.control.ControlBoard;
import dev.backstop.domain.SourcePosition;
import dev.backstop.guard.BreakerNews;
import dev.backstop.registry.BreakerMapper;
import dev.backstop.registry.WireCodec;
import dev.backstop.telemetry.BreakerMeters;
import dev.backstop.topology.adopt.AdoptStage;
import dev.backstop.v1.TierStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what the owners of breakers decide on the board, on each instance: all work by one truth,
 * from before their first request on.
 */
final class BreakerAdoption implements AdoptStage.Listener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BreakerAdoption.class);

  private final ControlBoard board;
  private final BreakerMeters meters;
  private final Heard<TierStatus> heard;

  BreakerAdoption(ControlBoard board, WireCodec.Factory codecs, BreakerMeters meters) {
    this.board = board;
    this.meters = meters;
    this.heard =
        new Heard<>(
            "breaker",
            TierStatus.class,
            codecs,
            (key, record) -> take(key, BreakerMapper.fromAvro(record)),
            this::forget);
  }

  @Override
  public void changed(String key, byte @Nullable [] value, SourcePosition at) {
    heard.changed(key, value, at);
  }

  @Override
  public void close() {
    heard.close();
  }

  /** As if it had never opened, which is what an instance believes that starts from now on. */
  private void forget(String key) {
    for (BreakerNews gone : board.breakers().all()) {
      if (gone.guarded().key().equals(key)) {
        board.set(board.breakers().without(key));
        meters.closed(gone.guarded());
        LOG.info(
            "event=breaker_deleted model={} segment={} state={}",
            gone.guarded().model(),
            gone.guarded().segment(),
            gone.status().kind());
      }
    }
  }

  private void take(String key, BreakerNews news) {
    if (!key.equals(news.guarded().key())) {
      LOG.warn("event=breaker_refused key={} why=it_is_that_of_another_record", key);
      return;
    }
    board.set(board.breakers().with(news));
    meters.moved(news);
    LOG.info(
        "event=breaker_moved model={} segment={} state={} share={} opens={} risk={} why=\"{}\"",
        news.guarded().model(),
        news.guarded().segment(),
        news.status().kind(),
        news.share(),
        news.status().opens(),
        news.risk().level(),
        news.why());
  }
}
