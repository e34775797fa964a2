package dev.backstop.app;

import java.util.concurrent.ThreadFactory;

/** Threads of one name that do not keep the process alive. */
final class DaemonThreads implements ThreadFactory {

  private final String name;

  /**
   * @param name what they do; it stands after {@code backstop-}
   */
  DaemonThreads(String name) {
    this.name = "backstop-" + name;
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
