package dev.backstop.verify.run;

import dev.backstop.rig.BackstopProcess;
import dev.backstop.verify.run.Application.Arm;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One instance over all its lives. */
final class Instance implements AutoCloseable {
  private final String name;
  private final AtomicReference<@Nullable Arm> next = new AtomicReference<>();
  private final Lives<BackstopProcess> lives;

  Instance(Application application, int number) {
    this.name = application.id() + "-" + number;
    this.lives =
        Lives.start(
            name,
            new Lives.Kind<>(
                life -> application.launch(number, Optional.ofNullable(next.getAndSet(null))),
                BackstopProcess::awaitEnd,
                BackstopProcess::exitCode,
                BackstopProcess::close));
  }

  String name() {
    return name;
  }

  Lives<BackstopProcess> lives() {
    return lives;
  }

  BackstopProcess process() {
    return lives.current();
  }

  /** The next life is to end at a point, or to live. */
  void arm(Optional<Arm> arm) {
    next.set(arm.orElse(null));
  }

  @Override
  public void close() {
    lives.close();
  }
}
