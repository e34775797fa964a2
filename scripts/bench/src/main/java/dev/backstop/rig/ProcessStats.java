package dev.backstop.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process has used so far, as Linux tells it under {@code /proc}.
 *
 * @param cpuMicros time on a processor, user and system, of all its threads; counted in steps of 10
 *     ms
 * @param residentBytes memory it holds now, shared libraries included
 */
public record ProcessStats(long cpuMicros, long residentBytes) {

  /** A tick of {@code /proc/<pid>/stat}: Linux shows 100 a second to programs on all machines. */
  private static final long MICROS_A_TICK = 10_000;

  private static final String RESIDENT = "VmRSS:";
  private static final int USER = 11;
  private static final int SYSTEM = 12;

  /**
   * Reads them.
   *
   * @throws RigException when there is no such process, or no such file system
   */
  public static ProcessStats of(long pid) {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      return parse(
          Files.readString(process.resolve("stat")), Files.readAllLines(process.resolve("status")));
    } catch (IOException e) {
      throw new RigException(
          "process " + pid + " cannot be measured (" + e + ")",
          "the figures need Linux; if this is Linux, the process has ended: see its log",
          e);
    }
  }

  /** From the texts of the two files. */
  static ProcessStats parse(String stat, List<String> status) {
    // The second field is the command in brackets and may hold anything; count from behind it.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
    long kilobytes =
        status.stream()
            .filter(line -> line.startsWith(RESIDENT))
            .map(line -> line.replaceAll("\\D", ""))
            .mapToLong(Long::parseLong)
            .findFirst()
            .orElse(0);
    return new ProcessStats(ticks * MICROS_A_TICK, kilobytes * 1024);
  }
}
