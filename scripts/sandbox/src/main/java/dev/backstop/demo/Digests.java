package dev.backstop.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The digests of the files on disk: what decisions must name.
 *
 * @param models SHA-256 of model.yaml by the model's name
 * @param policies SHA-256 of the policy's file by its name
 */
record Digests(Map<String, String> models, Map<String, String> policies) {
  private static final Pattern NAME = Pattern.compile("(?m)^name: *(\\S+)");

  Digests {
    models = Map.copyOf(models);
    policies = Map.copyOf(policies);
  }

  /** Reads {@code models/ * /model.yaml} and {@code policies/ *.yaml}. */
  static Digests of(Path credit) {
    try (Stream<Path> packages = Files.list(credit.resolve("models"));
        Stream<Path> policies = Files.list(credit.resolve("policies"))) {
      return new Digests(
          byName(packages.map(folder -> folder.resolve("model.yaml")).filter(Files::exists)),
          byName(policies.filter(file -> file.toString().endsWith(".yaml"))));
    } catch (IOException e) {
      throw new DemoException(
          "the models and policies in " + credit + " cannot be read",
          "restore them (git checkout scripts/credit)",
          e);
    }
  }

  private static Map<String, String> byName(Stream<Path> files) throws IOException {
    Map<String, String> digests = new HashMap<>();
    for (Path file : files.toList()) {
      byte[] bytes = Files.readAllBytes(file);
      Matcher name = NAME.matcher(new String(bytes, StandardCharsets.UTF_8));
      if (name.find()) {
        digests.put(name.group(1), Sha256.of(bytes));
      }
    }
    return digests;
  }
}
