package dev.backstop.verify.run;

import java.nio.file.Path;
import java.util.List;

/**
 * How a robot reviewer is started.
 *
 * @param journal outlives it
 * @param flag a file; when it is there, the robot halts after its next acknowledgement
 * @param hasty whether it takes a verdict as accepted before it is
 */
record ReviewerSettings(
    String bootstrapServers,
    String registryUrl,
    String prefix,
    String name,
    Path journal,
    Path flag,
    long seed,
    boolean hasty) {

  static ReviewerSettings parse(String[] arguments) {
    return new ReviewerSettings(
        arguments[0],
        arguments[1],
        arguments[2],
        arguments[3],
        Path.of(arguments[4]),
        Path.of(arguments[5]),
        Long.parseLong(arguments[6]),
        Boolean.parseBoolean(arguments[7]));
  }

  List<String> arguments() {
    return List.of(
        bootstrapServers,
        registryUrl,
        prefix,
        name,
        journal.toString(),
        flag.toString(),
        Long.toString(seed),
        Boolean.toString(hasty));
  }
}
