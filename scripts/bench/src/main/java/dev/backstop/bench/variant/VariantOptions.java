package dev.backstop.bench.variant;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a variant works on, handed over as the arguments of its program.
 *
 * @param name application id and transactional id
 * @param packages of the models, in the order in which they are asked
 * @param thresholds one a model; the last model's answer is taken whatever its confidence
 */
public record VariantOptions(
    Kind kind,
    String name,
    String bootstrapServers,
    String registryUrl,
    String requests,
    String decisions,
    List<Path> packages,
    List<Double> thresholds,
    Path stateDir,
    int commitMillis) {

  public VariantOptions {
    packages = List.copyOf(packages);
    thresholds = List.copyOf(thresholds);
  }

  /** Backstop's own for its producer: large batches, sent soon, compressed. */
  static Map<String, Object> producer() {
    return Map.of("batch.size", 262_144, "linger.ms", 10, "compression.type", "lz4");
  }

  List<String> arguments() {
    return Stream.of(
            entry("kind", kind),
            entry("name", name),
            entry("bootstrapServers", bootstrapServers),
            entry("registryUrl", registryUrl),
            entry("requests", requests),
            entry("decisions", decisions),
            entry("packages", joined(packages)),
            entry("thresholds", joined(thresholds)),
            entry("stateDir", stateDir),
            entry("commitMillis", commitMillis))
        .toList();
  }

  static VariantOptions parse(String[] arguments) {
    Map<String, String> given =
        Arrays.stream(arguments)
            .collect(
                Collectors.toMap(
                    argument -> argument.substring(0, argument.indexOf('=')),
                    argument -> argument.substring(argument.indexOf('=') + 1)));
    return new VariantOptions(
        Kind.valueOf(required(given, "kind")),
        required(given, "name"),
        required(given, "bootstrapServers"),
        required(given, "registryUrl"),
        required(given, "requests"),
        required(given, "decisions"),
        words(given, "packages").map(Path::of).toList(),
        words(given, "thresholds").map(Double::valueOf).toList(),
        Path.of(required(given, "stateDir")),
        Integer.parseInt(required(given, "commitMillis")));
  }

  private static String entry(String key, Object value) {
    return key + "=" + value;
  }

  private static String joined(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(","));
  }

  private static String required(Map<String, String> given, String key) {
    String value = given.get(key);
    if (value == null) {
      throw new IllegalArgumentException("the argument " + key + "=... is missing");
    }
    return value;
  }

  private static Stream<String> words(Map<String, String> given, String key) {
    return Arrays.stream(required(given, key).split(",")).filter(word -> !word.isEmpty());
  }
}
