package dev.backstop.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A policy file with a stricter first tier, under the next version.
 *
 * @param before the version of the file
 * @param version of the document
 * @param lenient threshold of the first tier in the file
 */
record Tightened(String before, String version, double lenient, String document) {

  static final double STRICT = 0.95;

  private static final Pattern VERSION = Pattern.compile("(?m)^version: (\\d+)\\.(\\d+)\\.(\\d+)$");
  private static final Pattern THRESHOLD = Pattern.compile("threshold: ([0-9.]+)");

  /**
   * Reads a file.
   *
   * @throws DemoException when it is not the example's policy
   */
  static Tightened of(Path file) {
    try {
      return of(Files.readString(file));
    } catch (IOException e) {
      throw new DemoException(
          file + " cannot be read", "restore it (git checkout scripts/credit/policies)", e);
    }
  }

  static Tightened of(String document) {
    Matcher version = VERSION.matcher(document);
    Matcher threshold = THRESHOLD.matcher(document);
    if (!version.find() || !threshold.find()) {
      throw new DemoException(
          "the policy has no version or no threshold",
          "restore it (git checkout scripts/credit/policies)");
    }
    String next = version.group(1) + '.' + (Integer.parseInt(version.group(2)) + 1) + ".0";
    String changed =
        document.substring(0, threshold.start(1)) + STRICT + document.substring(threshold.end(1));
    return new Tightened(
        version.group().substring("version: ".length()),
        next,
        Double.parseDouble(threshold.group(1)),
        changed.replace(version.group(), "version: " + next));
  }
}
