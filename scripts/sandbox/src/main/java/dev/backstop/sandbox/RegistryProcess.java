package dev.backstop.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * The main class of the registry's process: runs the registry's own main class, and ends when
 * standard input does.
 *
 * <p>A shutdown hook in the parent does not run when the parent is killed; the closed pipe is seen
 * either way. This class runs without the sandbox's dependencies and must use the JDK alone.
 */
final class RegistryProcess {
  private RegistryProcess() {}

  /** Runs the main class of the jar named by the first argument, which is on the class path. */
  public static void main(String[] arguments) throws Exception {
    Thread watch = new Thread(RegistryProcess::exitWithParent, "parent-watch");
    watch.setDaemon(true);
    watch.start();
    try (JarFile jar = new JarFile(arguments[0])) {
      String main = jar.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
      Class.forName(main).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    }
  }

  private static void exitWithParent() {
    try (InputStream parent = System.in) {
      while (parent.read() >= 0) {
        // Nothing is ever written: only the end counts.
      }
    } catch (IOException closed) {
      // As good an end as any.
    }
    System.exit(1);
  }
}
