package dev.backstop.bench.report;

import dev.backstop.rig.RigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.utils.AppInfoParser;

/** Where the figures come from. */
public record Machine(
    int cores, String processor, long memoryMegabytes, String system, String jvm, String kafka) {

  public static Machine here() {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        field(Path.of("/proc/cpuinfo"), "model name"),
        Long.parseLong(field(Path.of("/proc/meminfo"), "MemTotal").replaceAll("\\D", "")) / 1024,
        System.getProperty("os.name") + ' ' + System.getProperty("os.arch"),
        System.getProperty("java.vm.name") + ' ' + System.getProperty("java.vm.version"),
        AppInfoParser.getVersion());
  }

  /** The first value of a field; a processor may not tell its name. */
  private static String field(Path file, String name) {
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse("0");
    } catch (IOException e) {
      throw new RigException(file + " cannot be read", "the benchmark needs Linux", e);
    }
  }
}
