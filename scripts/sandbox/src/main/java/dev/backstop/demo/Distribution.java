package dev.backstop.demo;

import dev.backstop.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the processor is started here.
 *
 * @param launcher the distribution's {@code bin/backstop}
 * @param config the worked example's configuration
 * @param directory where state and logs go
 * @param connection where broker and registry are, as environment variables
 */
record Distribution(Path launcher, Path config, Path directory, Map<String, String> connection) {

  static Distribution of(Path root, Path directory, Sandbox sandbox) {
    Map<String, String> connection = new LinkedHashMap<>();
    connection.put("BACKSTOP_KAFKA_BOOTSTRAP_SERVERS", sandbox.broker().bootstrapServers());
    connection.put("BACKSTOP_REGISTRY_URL", sandbox.registry().url());
    connection.put("BACKSTOP_REGISTRY_AUTO_REGISTER", "true");
    return new Distribution(
        root.resolve("processor/target/backstop/bin/backstop"),
        root.resolve("scripts/credit/backstop.yaml"),
        directory,
        connection);
  }

  /** The command comes first: the launcher chooses the JVM's options by it. */
  List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--config", config.toString()));
    return command;
  }

  /** Every setting that is this machine's: nothing is taken from the user's environment. */
  Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>(connection);
    environment.put("BACKSTOP_STATE_DIR", directory.resolve("state").toString());
    environment.put("BACKSTOP_MANAGEMENT_PORT", "0");
    environment.put("BACKSTOP_OPTS", "-Xmx768m");
    return environment;
  }

  Path log(String name) {
    return directory.resolve(name);
  }
}
