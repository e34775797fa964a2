package dev.backstop.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a running sandbox, as a person reads them and as the properties file a script
 * waits for.
 */
record ReadyFile(Map<String, String> addresses) {

  static ReadyFile of(Sandbox sandbox) {
    Map<String, String> addresses = new LinkedHashMap<>();
    addresses.put("bootstrap.servers", sandbox.broker().bootstrapServers());
    if (sandbox.hasRegistry()) {
      addresses.put("registry.url", sandbox.registry().url());
      addresses.put("apicurio.registry.url", sandbox.registry().apicurioUrl());
      addresses.put("schema.registry.url", sandbox.registry().confluentUrl());
    }
    addresses.put("pid", Long.toString(ProcessHandle.current().pid()));
    return new ReadyFile(addresses);
  }

  String describe(@Nullable Path directory) {
    String lines =
        addresses.entrySet().stream()
            .map(entry -> String.format("  %-22s %s%n", entry.getKey(), entry.getValue()))
            .collect(Collectors.joining());
    return lines
        + String.format("  %-22s %s%n", "state", directory == null ? "temporary" : directory);
  }

  /** Writes the file in one step: whoever sees it sees all of it. The values need no escaping. */
  void write(Path file) {
    try {
      Path target = file.toAbsolutePath();
      Path whole = target.resolveSibling(target.getFileName() + ".part");
      Files.write(
          whole, addresses.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
      Files.move(
          whole, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new SandboxException(
          "ready file " + file + " cannot be written (" + e + ")", "give a writable path", e);
    }
  }

  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new SandboxException(
          "ready file " + file + " cannot be deleted (" + e + ")", "delete it by hand", e);
    }
  }
}
