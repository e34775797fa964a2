package dev.backstop.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStateTest {

  private static final String GROUP = "credit";

  @TempDir Path directory;

  @Test
  void anOrderlyEndKeepsTheStores() throws IOException {
    new LocalState(directory, GROUP).begin();
    Path store = store("0_1");
    new LocalState(directory, GROUP).endedInOrder();
    assertThat(new LocalState(directory, GROUP).begin()).isZero();
    assertThat(store).exists();
  }

  @Test
  void aKillCostsTheStoresButNotTheProcessId() throws IOException {
    new LocalState(directory, GROUP).begin();
    Path store = store("0_1");
    Path other = store("2_13");
    Path identity = directory.resolve(GROUP).resolve("kafka-streams-process-metadata");
    Files.writeString(identity, "fences the dead process's transaction");
    assertThat(new LocalState(directory, GROUP).begin()).isEqualTo(2);
    assertThat(store.getParent()).doesNotExist();
    assertThat(other.getParent()).doesNotExist();
    assertThat(identity).exists();
  }

  @Test
  void everyKillAfterAKillIsFoundOut() throws IOException {
    new LocalState(directory, GROUP).begin();
    new LocalState(directory, GROUP).begin();
    store("0_0");
    assertThat(new LocalState(directory, GROUP).begin()).isEqualTo(1);
  }

  @Test
  void theStoresOfARunningProcessAreLeftAlone() throws IOException {
    new LocalState(directory, GROUP).begin();
    Path store = store("0_1");
    try (FileChannel channel =
            FileChannel.open(
                directory.resolve(GROUP).resolve(".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThat(new LocalState(directory, GROUP).begin()).isZero();
    }
    assertThat(store).exists();
  }

  @Test
  void groupsInOneDirectoryAreApart() throws IOException {
    new LocalState(directory, "other").begin();
    Path store = store("0_1");
    new LocalState(directory, "other").begin();
    assertThat(store).exists();
  }

  private Path store(String task) throws IOException {
    Path store = directory.resolve(GROUP).resolve(task).resolve("rocksdb");
    return Files.createDirectories(store);
  }
}
