package dev.backstop.sandbox;

import java.io.File;
import java.nio.file.Path;
import java.util.List;

/** The command line of the registry's process. */
final class RegistryCommand {
  private RegistryCommand() {}

  static List<String> of(Path home, StateDirectory state, int port) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return List.of(
        java.toString(),
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Dquarkus.http.host=" + Ports.HOST,
        "-Dquarkus.http.port=" + port,
        "-Dquarkus.datasource.jdbc.url=" + database(state),
        // The default opens twenty connections before the first request.
        "-Dquarkus.datasource.jdbc.initial-size=1",
        "-Dquarkus.datasource.jdbc.min-size=1",
        "-Dquarkus.datasource.jdbc.max-size=8",
        "-cp",
        RegistryHome.codeLocation()
            + File.pathSeparator
            + RegistryHome.runner(home).toAbsolutePath(),
        RegistryProcess.class.getName(),
        RegistryHome.runner(home).toAbsolutePath().toString());
  }

  private static String database(StateDirectory state) {
    return state.temporary()
        ? "jdbc:h2:mem:registry_db"
        : "jdbc:h2:file:" + state.path().resolve("registry");
  }
}
