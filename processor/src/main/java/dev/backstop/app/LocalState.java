package dev.backstop.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stores on this machine's disk. After a kill, exactly-once has to build them anew from their
 * changelogs: they may hold what was never committed. Kafka Streams finds that out store by store,
 * each time opening it, giving its tasks up as corrupted and beginning again, which costs seconds.
 * A mark that only an orderly end takes away tells it before the start.
 */
final class LocalState {

  private static final Logger LOG = LoggerFactory.getLogger(LocalState.class);
  private static final Pattern TASK = Pattern.compile("\\d+_\\d+");

  private final Path stores;
  private final Path mark;

  /**
   * Where they are.
   *
   * @param directory the setting {@code state.dir}
   * @param group the setting {@code application.id}
   */
  LocalState(Path directory, String group) {
    this.stores = directory.resolve(group);
    this.mark = directory.resolve(group + ".running");
  }

  /**
   * Before a start: deletes the stores if the last process did not end in order, and marks that one
   * runs. What belongs to a process that still runs is left alone; Kafka Streams refuses to start
   * beside it.
   *
   * @return how many tasks' stores were deleted
   * @throws UncheckedIOException if the directory cannot be read or written
   */
  int begin() {
    try {
      Files.createDirectories(stores);
      int deleted = 0;
      if (Files.exists(mark)) {
        deleted = deleteUnlessInUse();
      } else {
        Files.createFile(mark);
      }
      if (deleted > 0) {
        LOG.info("event=unclean_state_deleted tasks={}", deleted);
      }
      return deleted;
    } catch (IOException e) {
      throw new UncheckedIOException("the state in " + stores + " cannot be looked after", e);
    }
  }

  /** After an orderly end: the next start can go on with the stores. */
  void endedInOrder() {
    try {
      Files.deleteIfExists(mark);
    } catch (IOException e) {
      LOG.warn("event=state_mark_left exception={}", e.getClass().getName());
    }
  }

  private int deleteUnlessInUse() throws IOException {
    // The file by which Kafka Streams keeps two processes apart.
    try (FileChannel channel =
            FileChannel.open(
                stores.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock == null ? 0 : deleteTasks();
    } catch (OverlappingFileLockException inThisProcess) {
      return 0;
    }
  }

  private int deleteTasks() throws IOException {
    List<Path> tasks;
    try (Stream<Path> entries = Files.list(stores)) {
      tasks =
          entries.filter(entry -> TASK.matcher(entry.getFileName().toString()).matches()).toList();
    }
    for (Path task : tasks) {
      try (Stream<Path> tree = Files.walk(task)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    return tasks.size();
  }
}
