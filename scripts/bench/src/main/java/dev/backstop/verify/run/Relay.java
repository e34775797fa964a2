package dev.backstop.verify.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes bytes between an instance and the broker, until it is told to cut. The broker advertises
 * the relay's address to whoever comes through it, so clients cannot get round it.
 */
final class Relay implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;
  private volatile boolean closed;

  private Relay(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  /** Listens on a port of 127.0.0.1, and passes on to another. */
  static Relay start(int port, int target) {
    try {
      Relay relay = new Relay(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()), target);
      thread("relay-" + port, relay::accept);
      return relay;
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port + " was free a moment ago", e);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /** Breaks every connection, and takes none until {@link #mend()}; how many there were. */
  int cut() {
    cut = true;
    int broken = open.size() / 2;
    open.forEach(Relay::quietly);
    return broken;
  }

  void mend() {
    cut = false;
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = server.accept();
        if (cut) {
          quietly(client);
        } else {
          connect(client);
        }
      } catch (IOException ignored) {
        // The server is closed, or a client was gone at once: the condition tells.
      }
    }
  }

  private void connect(Socket client) {
    try {
      Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
      client.setTcpNoDelay(true);
      broker.setTcpNoDelay(true);
      open.add(client);
      open.add(broker);
      thread("relay-out", () -> pass(client, broker));
      thread("relay-in", () -> pass(broker, client));
      if (cut) {
        cut();
      }
    } catch (IOException down) {
      quietly(client);
    }
  }

  private void pass(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    } catch (IOException broken) {
      // Either end may go at any time; the other one follows.
      return;
    } finally {
      quietly(from);
      quietly(to);
      open.remove(from);
      open.remove(to);
    }
  }

  private static void thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void quietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      return;
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      server.close();
    } catch (IOException gone) {
      return;
    } finally {
      open.forEach(Relay::quietly);
    }
  }
}
