package dev.backstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code bin/backstop} in a copy of the distribution, with a Java that prints the options it is
 * given. All paths have a space in them.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a script for bash")
class LauncherTest {

  private static final String WRITES = "-XX:ArchiveClassesAtExit=";
  private static final String READS = "-XX:SharedArchiveFile=";
  private static final String TEMPORARY = "-Djava.io.tmpdir=";

  /** How an archive begins; the JVM writes this last. */
  private static final byte[] FINISHED = {(byte) 0xa8, (byte) 0xab, 0x0b, (byte) 0xf0};

  private static final byte[] UNFINISHED = {0, 0, 0, 0};

  @TempDir Path folder;

  private Path home;
  private Path lib;
  private Path cache;
  private Path temporary;
  private Path java;

  @BeforeEach
  void install() throws IOException {
    home = folder.resolve("back stop");
    lib = Files.createDirectories(home.resolve("lib"));
    cache = folder.resolve("class cache");
    temporary = Files.createDirectories(folder.resolve("temporary files"));
    Files.createDirectories(home.resolve("bin"));
    Files.copy(Path.of("src/main/dist/bin/backstop"), home.resolve("bin/backstop"));
    Files.writeString(lib.resolve("backstop-processor.jar"), "ours");
    Files.writeString(lib.resolve("kafka.jar"), "others'");
    java = java("java 17");
  }

  @Test
  void shouldHaveAnArchiveWrittenWhereThereIsNone() {
    // When
    Start start = start();
    // Then
    assertThat(start.writes()).isPresent();
    assertThat(start.writes().orElseThrow().getParent()).isEqualTo(cache);
    assertThat(start.reads()).isEmpty();
  }

  @Test
  void shouldUseTheFolderOfTheJarsUnlessToldOfAnother() {
    // When
    Start start = start(Map.of(), "run");
    // Then
    assertThat(start.writes().orElseThrow().getParent()).isEqualTo(lib);
  }

  @Test
  void shouldHaveNoneWhenToldOfNoFolder() {
    // When
    Start start = start(Map.of("BACKSTOP_CLASS_CACHE", ""), "run");
    // Then
    assertThat(start.archives()).isEmpty();
  }

  @Test
  void shouldHaveNoneForShortCommands() {
    // When
    Start start = start(Map.of("BACKSTOP_CLASS_CACHE", cache.toString()), "config");
    // Then
    assertThat(start.archives()).isEmpty();
  }

  @Test
  void shouldReadTheArchiveThatWasWritten() throws IOException {
    // Given
    Files.write(start().writes().orElseThrow(), FINISHED);
    // When
    Start second = start();
    Start third = start();
    // Then
    assertThat(second.writes()).isEmpty();
    assertThat(second.reads().orElseThrow()).hasBinaryContent(FINISHED);
    assertThat(third.archives()).isEqualTo(second.archives());
  }

  @Test
  void shouldHaveInstancesThatStartAtOnceWriteFilesOfTheirOwnAndKeepOne() throws IOException {
    // Given
    Path one = start().writes().orElseThrow();
    Path other = start().writes().orElseThrow();
    Files.write(one, FINISHED);
    Files.write(other, FINISHED);
    // When
    Start next = start();
    // Then
    assertThat(one).isNotEqualTo(other);
    assertThat(next.reads()).isPresent();
    assertThat(files()).containsExactly(next.reads().orElseThrow());
  }

  @Test
  void shouldNotReadAnArchiveThatIsBeingWritten() throws IOException {
    // Given
    Path empty = start().writes().orElseThrow();
    Path half = start().writes().orElseThrow();
    Files.createFile(empty);
    Files.write(half, UNFINISHED);
    // When
    Start next = start();
    // Then
    assertThat(next.reads()).isEmpty();
    assertThat(next.writes()).isPresent();
    assertThat(files()).containsExactlyInAnyOrder(empty, half);
  }

  @Test
  void shouldReplaceTheArchiveWhenOurJarsHaveChangedInNothingButContent() throws IOException {
    // Given
    Path jar = lib.resolve("backstop-processor.jar");
    FileTime date = Files.getLastModifiedTime(jar);
    Path former = archived();
    Files.writeString(jar, "OURS");
    Files.setLastModifiedTime(jar, date);
    // When
    Start start = start();
    // Then
    assertThat(start.reads()).isEmpty();
    assertThat(start.writes()).isPresent();
    assertThat(former).doesNotExist();
  }

  @Test
  void shouldReplaceTheArchiveWhenJavaHasChanged() throws IOException {
    // Given
    Path former = archived();
    Files.writeString(java.resolve("lib/server/classes.jsa"), "an update");
    // When
    Start start = start();
    // Then
    assertThat(start.reads()).isEmpty();
    assertThat(start.writes()).isPresent();
    assertThat(former).doesNotExist();
  }

  @Test
  void shouldLeaveTheArchiveOfAnotherJavaAlone() throws IOException {
    // Given
    Path former = archived();
    java = java("java 25");
    // When
    Start start = start();
    // Then
    assertThat(start.reads()).isEmpty();
    assertThat(start.writes()).isPresent();
    assertThat(former).exists();
  }

  @Test
  void shouldKnowItsArchiveInAnyLanguageAndTimeZone() throws IOException {
    // Given
    Path archive = archived();
    // When
    Start start =
        start(
            Map.of(
                "BACKSTOP_CLASS_CACHE",
                cache.toString(),
                "LC_ALL",
                "C.UTF-8",
                "TZ",
                "Asia/Tokyo",
                "TIME_STYLE",
                "full-iso"),
            "run");
    // Then
    assertThat(start.reads()).contains(archive);
  }

  @Test
  void shouldCreateAFolderThatIsMissing() {
    // Given
    cache = folder.resolve("not/yet there");
    // When
    Start start = start();
    // Then
    assertThat(start.writes().orElseThrow().getParent()).isEqualTo(cache).isDirectory();
  }

  @Test
  void shouldHaveNoneWhereThereCanBeNoFolder() throws IOException {
    // Given
    Files.writeString(cache, "a file");
    // When
    Start start = start();
    // Then
    assertThat(start.archives()).isEmpty();
  }

  @Test
  void shouldWriteNoneIntoAFolderThatIsReadOnly() throws IOException {
    // Given
    readOnly(cache);
    // When
    Start start = start();
    // Then
    assertThat(start.archives()).isEmpty();
  }

  @Test
  void shouldReadAnArchiveInAFolderThatIsReadOnly() throws IOException {
    // Given
    Path archive = archived();
    readOnly(cache);
    // When
    Start start = start();
    // Then
    assertThat(start.reads()).contains(archive);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-javaagent:/opt/agent.jar",
        "-Da=b -agentlib:jdwp=transport=dt_socket",
        "-agentpath:/opt/agent.so",
        "-Xrunjdwp:transport=dt_socket",
        "-XX:SharedArchiveFile=/opt/own.jsa",
        "-XX:ArchiveClassesAtExit=/opt/own.jsa",
        "-Xbootclasspath/a:/opt/classes",
        "-XX:AOTCache=/opt/own.aot",
        "-Xshare:off",
        "--patch-module=java.base=/opt/patch"
      })
  void shouldStayAwayFromArchivesWhenOptionsDoNotGoWithThem(String options) throws IOException {
    // Given
    archived();
    // When
    Start reading = startWith("BACKSTOP_OPTS", options);
    cache = folder.resolve("empty");
    Start writing = startWith("BACKSTOP_OPTS", options);
    // Then
    assertThat(reading.ours()).isEmpty();
    assertThat(writing.ours()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"BACKSTOP_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
  void shouldLookForAgentsWhereverTheJvmDoes(String variable) {
    // When
    Start start = startWith(variable, "-Xmx1g -javaagent:/opt/agent.jar");
    // Then
    assertThat(start.archives()).isEmpty();
  }

  @Test
  void shouldHaveNoneWithAJavaThatHasNoArchiveOfItsOwnClasses() throws IOException {
    // Given
    Files.delete(java.resolve("lib/server/classes.jsa"));
    // When
    Start start = start();
    // Then
    assertThat(start.archives()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"''", "sha256sum", "sha256sum:stat", "sha256sum:stat:readlink:mkdir"})
  void shouldStartWhereToolsAreMissing(String there) throws IOException {
    // Given
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : Stream.concat(Stream.of("dirname"), Stream.of(there.split(":"))).toList()) {
      if (!tool.isEmpty()) {
        script(tools.resolve(tool), "exec '" + onPath(tool) + "' \"$@\"");
      }
    }
    // When
    Start start =
        start(Map.of("BACKSTOP_CLASS_CACHE", cache.toString(), "PATH", tools.toString()), "run");
    // Then
    boolean enough = there.endsWith("mkdir");
    assertThat(start.arguments()).contains("dev.backstop.cli.Main");
    assertThat(start.writes().isPresent()).isEqualTo(enough);
  }

  @Test
  void shouldHandOnWordsAndPathsAsTheyAre() {
    // When
    Start start = start(Map.of("BACKSTOP_OPTS", "-Xmx1g -Da=b"), "--config", "my file.yaml", "run");
    // Then
    assertThat(start.arguments())
        .containsSequence("-Xmx1g", "-Da=b")
        .endsWith("-cp", lib + "/*", "dev.backstop.cli.Main", "--config", "my file.yaml", "run");
  }

  /** What the launcher is started by, if not at once. */
  private List<String> before = List.of();

  /** What the script gave to Java. */
  private record Start(List<String> arguments) {

    Optional<Path> writes() {
      return path(WRITES);
    }

    Optional<Path> reads() {
      return path(READS);
    }

    List<String> archives() {
      return arguments.stream()
          .filter(each -> each.startsWith(WRITES) || each.startsWith(READS))
          .toList();
    }

    /** Those that the script has added. */
    List<String> ours() {
      return archives().stream().filter(each -> !each.endsWith("/opt/own.jsa")).toList();
    }

    private Optional<Path> path(String option) {
      return arguments.stream()
          .filter(each -> each.startsWith(option))
          .map(each -> Path.of(each.substring(option.length())))
          .findFirst();
    }
  }

  @Test
  void shouldHaveAFolderOfItsOwnForTemporaryFiles() {
    // When
    Path own = start().path(TEMPORARY).orElseThrow();
    // Then
    assertThat(own).isDirectory().hasParent(temporary);
    assertThat(own.getFileName().toString()).matches("backstop-run-here\\.\\w{10}");
  }

  @Test
  void shouldDeleteWhatADeadProcessHasLeftAndNothingElse() throws IOException {
    // Given: other hosts' have names that begin alike
    Path dead = left("backstop-run-here.abcdefgh12");
    Path elsewhere = left("backstop-run-there.abcdefgh12");
    Path longer = left("backstop-run-here.example.abcdefgh12");
    Path other = left("backstop-run-here-2026112701");
    Path notes = left("backstop-run-here.notes");
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Path link =
        Files.createSymbolicLink(temporary.resolve("backstop-run-here.abcdefgh34"), outside);
    // When
    start();
    // Then
    assertThat(dead).doesNotExist();
    assertThat(List.of(elsewhere, longer, other, notes, outside, link)).allMatch(Files::exists);
  }

  @Test
  void shouldLeaveTheFolderOfAProcessThatLives() throws IOException {
    // Given
    Path alive = left("backstop-run-here.abcdefgh12");
    Process process =
        new ProcessBuilder("flock", alive.toString(), "sh", "-c", "echo locked; cat").start();
    try {
      assertThat(process.inputReader().readLine()).isEqualTo("locked");
      // When
      start();
      // Then
      assertThat(alive).isDirectoryContaining("glob:**librocksdbjni.so");
    } finally {
      process.destroy();
    }
  }

  @Test
  void shouldHoldTheLockOnItsFolderWhileJavaRuns() throws IOException {
    // Given
    script(
        java.resolve("bin/java"),
        "printf '%s\\n' \"$@\"; for one in \"$@\"; do case $one in "
            + TEMPORARY
            + "*) flock -n \"${one#*=}\" true && echo free || echo held ;; esac; done");
    // When
    Start start = start();
    // Then
    assertThat(start.arguments()).contains("held").doesNotContain("free");
  }

  @ParameterizedTest
  @ValueSource(strings = {"BACKSTOP_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"})
  void shouldLeaveTheTemporaryFolderThatTheJvmIsGiven(String variable) {
    // When
    Start start = startWith(variable, TEMPORARY + "/elsewhere");
    // Then
    assertThat(start.arguments()).noneMatch(option -> option.startsWith(TEMPORARY + temporary));
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void shouldRunWhereNoTemporaryFolderCanBeMade() {
    // When
    Start start = startWith("TMPDIR", folder.resolve("missing").toString());
    // Then
    assertThat(start.arguments()).noneMatch(option -> option.startsWith(TEMPORARY));
  }

  @Test
  void shouldLeaveShortCommandsTheTemporaryFolderOfAll() {
    // When
    Start start = start(Map.of(), "status");
    // Then
    assertThat(start.arguments()).noneMatch(option -> option.startsWith(TEMPORARY));
    assertThat(temporary).isEmptyDirectory();
  }

  private Path left(String name) throws IOException {
    Path left = Files.createDirectories(temporary.resolve(name));
    Files.writeString(left.resolve("librocksdbjni.so"), "a library");
    return left;
  }

  private Start start() {
    return start(Map.of("BACKSTOP_CLASS_CACHE", cache.toString()), "run");
  }

  private Start startWith(String variable, String value) {
    return start(Map.of("BACKSTOP_CLASS_CACHE", cache.toString(), variable, value), "run");
  }

  private Start start(Map<String, String> variables, String... words) {
    try {
      // Its own first line looks for bash on a path that a test may have emptied.
      ProcessBuilder builder =
          new ProcessBuilder(
              Stream.of(
                      before.stream(),
                      Stream.of(onPath("bash").toString(), home.resolve("bin/backstop").toString()),
                      Stream.of(words))
                  .flatMap(Function.identity())
                  .toList());
      Map<String, String> environment = new HashMap<>(variables);
      environment.putIfAbsent("PATH", System.getenv("PATH"));
      environment.putIfAbsent("TMPDIR", temporary.toString());
      environment.put("HOSTNAME", "here");
      environment.put("JAVA_HOME", java.toString());
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process = builder.redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      assertThat(output).startsWith("-XX:");
      return new Start(output.lines().toList());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** An archive as it is after two starts. */
  private Path archived() throws IOException {
    Files.write(start().writes().orElseThrow(), FINISHED);
    return start().reads().orElseThrow();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(cache)) {
      return all.toList();
    }
  }

  private Path java(String name) throws IOException {
    Path root = folder.resolve(name);
    Files.createDirectories(root.resolve("bin"));
    Files.createDirectories(root.resolve("lib/server"));
    Files.writeString(root.resolve("lib/server/classes.jsa"), "Java's own classes");
    script(root.resolve("bin/java"), "printf '%s\\n' \"$@\"");
    return root;
  }

  private static void script(Path file, String line) throws IOException {
    Files.writeString(file, "#!" + onPath("bash") + "\n" + line + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void readOnly(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
    if (Files.isWritable(directory)) {
      // Root may write anywhere, unless that right is taken away.
      before = List.of(onPath("setpriv").toString(), "--bounding-set=-dac_override");
    }
  }

  private static Path onPath(String tool) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(each -> Path.of(each, tool))
        .filter(each -> Files.isExecutable(each) && Files.isRegularFile(each))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + tool));
  }
}
