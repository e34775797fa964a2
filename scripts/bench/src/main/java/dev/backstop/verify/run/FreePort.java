package dev.backstop.verify.run;

import dev.backstop.rig.RigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that are not given to outgoing connections. A client that tries again and again to reach a
 * broker that is down would else sooner or later get the broker's port as its own, and be connected
 * with itself.
 */
final class FreePort {
  private static final int FIRST = 12_000;
  private static final int BEHIND = 30_000;
  private static final int TRIES = 200;

  /** Nothing holds a port until its server binds it, so none is given twice. */
  private static final Set<Integer> GIVEN = new HashSet<>();

  private FreePort() {}

  static synchronized int find() {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, BEHIND);
      if (!GIVEN.add(port)) {
        continue;
      }
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException ignored) {
        // Taken: another one, then.
      }
    }
    throw new RigException("no port is free on 127.0.0.1", "stop what holds them: ss -ltnp");
  }
}
