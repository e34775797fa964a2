package dev.backstop.sandbox;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;

/** Finds the unpacked Apicurio registry. */
final class RegistryHome {
  static final String PROPERTY = "backstop.sandbox.registry";
  private static final String REMEDY =
      "run `mvn -f scripts/sandbox/pom.xml package` in the checkout, which unpacks it into scripts/sandbox/target/registry,"
          + " or set -D"
          + PROPERTY
          + " to where it is";

  private RegistryHome() {}

  /**
   * Returns the directory named by the system property, or else the one beside this code in the
   * module's build directory.
   *
   * @throws SandboxException when there is no registry in it
   */
  static Path find() {
    String given = System.getProperty(PROPERTY);
    Path home = given == null ? codeLocation().resolveSibling("registry") : Path.of(given);
    runner(home);
    return home;
  }

  /** The jar to run; its manifest names the libraries beside it. */
  static Path runner(Path home) {
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(home, "*-runner.jar")) {
      Iterator<Path> found = jars.iterator();
      if (found.hasNext()) {
        return found.next();
      }
    } catch (IOException e) {
      throw new SandboxException("no schema registry in " + home, REMEDY, e);
    }
    throw new SandboxException("no schema registry in " + home, REMEDY);
  }

  /** The directory of classes or the jar this class was loaded from. */
  static Path codeLocation() {
    try {
      return Path.of(
          RegistryHome.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new SandboxException("the sandbox's own code cannot be located", REMEDY, e);
    }
  }
}
