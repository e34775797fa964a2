package dev.backstop.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports of the loopback address. */
final class Ports {
  static final String HOST = "127.0.0.1";

  /** Stands for "any free port" wherever a port is given. */
  static final int ANY = 0;

  private Ports() {}

  /**
   * Returns the given port after checking that it is free, or a free one for {@link #ANY}.
   *
   * <p>Nothing holds the port until its server binds it, so whoever asked for any port should be
   * ready to ask again.
   *
   * @throws SandboxException when the given port is taken or not allowed
   */
  static int claim(int port, String owner) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
      return socket.getLocalPort();
    } catch (IOException | IllegalArgumentException e) {
      throw inUse(port, owner, e);
    }
  }

  private static SandboxException inUse(int port, String owner, Exception cause) {
    return new SandboxException(
        "port "
            + port
            + " of "
            + HOST
            + " cannot be used for the "
            + owner
            + " ("
            + cause.getMessage()
            + ")",
        "stop the process that holds it (`ss -ltnp | grep "
            + port
            + "`), or give another port, or none for a free one",
        cause);
  }
}
