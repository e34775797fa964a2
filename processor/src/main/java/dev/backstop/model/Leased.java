package dev.backstop.model;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A resource that can be exchanged while it is in use. Every use holds a lease.
 *
 * <p>Invariant: a resource is closed exactly once, when it is no longer the current one and its
 * last lease has ended; it is never used after that. Whoever ends the last lease does the closing.
 */
public final class Leased<R> implements AutoCloseable {

  private final AtomicReference<@Nullable Lease<R>> current;
  private final Consumer<R> closer;

  public Leased(R resource, Consumer<R> closer) {
    this.current = new AtomicReference<>(new Lease<>(resource));
    this.closer = closer;
  }

  /** Applies the function to the resource; empty if this was closed. */
  public <T> Optional<T> use(Function<R, T> function) {
    Lease<R> lease = current.get();
    while (lease != null && !lease.take()) {
      lease = current.get();
    }
    if (lease == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(function.apply(lease.resource));
    } finally {
      end(lease);
    }
  }

  /**
   * Applies the function to the resource without a lease, which costs all threads that hold one
   * their common line of the cache; empty if this was closed. The resource may be closed meanwhile:
   * only for what outlives it.
   */
  public <T> Optional<T> glance(Function<R, T> function) {
    Lease<R> lease = current.get();
    return lease == null ? Optional.empty() : Optional.of(function.apply(lease.resource));
  }

  /**
   * Makes the next resource the current one. Does not wait for leases on the old one.
   *
   * @return false if this was closed before; then the next resource has been closed, unused
   */
  public boolean swap(R next) {
    Lease<R> fresh = new Lease<>(next);
    Lease<R> old = current.get();
    while (old != null && !current.compareAndSet(old, fresh)) {
      old = current.get();
    }
    end(old == null ? fresh : old);
    return old != null;
  }

  /** Closes the resource as soon as its last lease ends. Closing again does nothing. */
  @Override
  public void close() {
    Lease<R> last = current.getAndSet(null);
    if (last != null) {
      end(last);
    }
  }

  private void end(Lease<R> lease) {
    if (lease.letGo()) {
      closer.accept(lease.resource);
    }
  }

  /** A resource and how many hold it: its users, and this object while it is the current one. */
  static final class Lease<R> {
    private final R resource;
    private final AtomicInteger holders = new AtomicInteger(1);

    Lease(R resource) {
      this.resource = resource;
    }

    /** False if the last holder has let go: then the resource is closed, or about to be. */
    boolean take() {
      int count = holders.get();
      while (count > 0 && !holders.compareAndSet(count, count + 1)) {
        count = holders.get();
      }
      return count > 0;
    }

    /** True for the last holder, who has to close the resource. */
    boolean letGo() {
      return holders.decrementAndGet() == 0;
    }
  }
}
