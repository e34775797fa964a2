package dev.backstop.bench.run;

import dev.backstop.rig.RigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Threads of a process that nobody can end, because they hang in native code. */
public final class HungThreads {
  /** Linux keeps so much of a thread's name. */
  private static final int NAME_LENGTH = 15;

  private HungThreads() {}

  /** Lets the threads whose names begin so run only when nobody else wants to. */
  public static void giveWay(long pid, String name) throws InterruptedException {
    String prefix = name.substring(0, Math.min(NAME_LENGTH, name.length()));
    try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      for (Path task : (Iterable<Path>) tasks::iterator) {
        if (Files.readString(task.resolve("comm")).startsWith(prefix)) {
          idle(task.getFileName().toString());
        }
      }
    } catch (IOException e) {
      throw new RigException("the hung threads cannot be found", "the benchmark needs Linux", e);
    }
  }

  private static void idle(String thread) throws IOException, InterruptedException {
    Process chrt =
        new ProcessBuilder(List.of("chrt", "--idle", "--pid", "0", thread))
            .redirectErrorStream(true)
            .start();
    if (chrt.waitFor() != 0) {
      throw new RigException(
          "thread " + thread + " cannot be made to give way", "install util-linux (chrt)");
    }
  }
}
