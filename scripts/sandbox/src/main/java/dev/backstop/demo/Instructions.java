package dev.backstop.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What to try with a demo that is left running. */
final class Instructions {
  private Instructions() {}

  static List<String> of(
      Path root, Map<String, String> connection, String management, Path directory) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("Everything is still running; the robot has gone, so the next review is yours.");
    lines.add("In another terminal:");
    lines.add("");
    lines.add("  cd " + root);
    lines.add("  export BACKSTOP_CONFIG=scripts/credit/backstop.yaml");
    connection.forEach((name, value) -> lines.add("  export " + name + "=" + value));
    lines.add("");
    lines.add("  # an application without its amount, which no model can judge: a person is asked");
    lines.add("  scripts/backstop request --domain credit --feature Age=40 --feature Job=fixed");
    lines.add("  scripts/backstop review --reviewer me");
    lines.add("  # how this one was decided, and by whom");
    lines.add("  scripts/backstop explain application-0003");
    lines.add("  curl " + management + "/metrics");
    lines.add("  curl " + management + "/pending");
    lines.add("");
    lines.add("State and logs: " + directory);
    lines.add("Press ctrl-C to end all of it.");
    return lines;
  }
}
