package dev.backstop.verify.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A process that is started again as soon as it ends, whatever ended it, until it is held back or
 * closed.
 */
final class Lives<P> implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(100);

  /** What is to be known of a process. */
  record Kind<P>(
      Function<Integer, P> start,
      Ending<P> ending,
      Function<P, OptionalInt> exitCode,
      Consumer<P> close) {}

  /** Waits for an end. */
  @FunctionalInterface
  interface Ending<P> {
    boolean await(P process, Duration patience) throws InterruptedException;
  }

  /**
   * An end.
   *
   * @param process which ended
   * @param nanos when, by {@link System#nanoTime()}
   */
  record Death<P>(P process, long nanos, int exitCode) {}

  private final Kind<P> kind;
  private final Thread supervisor;
  private final BlockingQueue<Death<P>> deaths = new LinkedBlockingQueue<>();
  private volatile P process;
  private volatile boolean held;
  private volatile boolean closed;

  private Lives(String name, Kind<P> kind) {
    this.kind = kind;
    this.process = kind.start().apply(0);
    this.supervisor = new Thread(this::supervise, "supervisor-" + name);
    this.supervisor.setDaemon(true);
  }

  static <P> Lives<P> start(String name, Kind<P> kind) {
    Lives<P> lives = new Lives<>(name, kind);
    lives.supervisor.start();
    return lives;
  }

  P current() {
    return process;
  }

  /** The next death that nobody has taken, if it comes in time. */
  @Nullable Death<P> death(Duration patience) throws InterruptedException {
    return deaths.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The deaths that nobody has taken. */
  List<Death<P>> drain() {
    List<Death<P>> all = new ArrayList<>();
    deaths.drainTo(all);
    return all;
  }

  /** From now on it stays dead. */
  void hold() {
    held = true;
  }

  void release() {
    held = false;
  }

  private void supervise() {
    try {
      boolean dead = false;
      int life = 0;
      while (!closed) {
        if (!dead && kind.ending().await(process, LOOK)) {
          dead = true;
          deaths.add(
              new Death<>(process, System.nanoTime(), kind.exitCode().apply(process).orElse(-1)));
        }
        if (dead && held) {
          Wait.pass(LOOK);
        } else if (dead && !closed) {
          life++;
          process = kind.start().apply(life);
          dead = false;
        }
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException endingAnyway) {
      // This JVM is ending, and takes its children with it: none is started any more.
      return;
    }
  }

  @Override
  public void close() {
    closed = true;
    supervisor.interrupt();
    try {
      supervisor.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kind.close().accept(process);
  }
}
