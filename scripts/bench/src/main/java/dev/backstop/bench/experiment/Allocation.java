package dev.backstop.bench.experiment;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.backstop.rig.RigException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * How many bytes the living threads of another JVM have allocated, told by that JVM's own counters.
 * Asking costs the other one some kilobytes, and nothing while nobody asks.
 */
final class Allocation implements AutoCloseable {
  private final JMXConnector connector;
  private final ThreadMXBean threads;

  private Allocation(JMXConnector connector, ThreadMXBean threads) {
    this.connector = connector;
    this.threads = threads;
  }

  // The address is this machine's own child's, so nobody else's objects are read.
  @SuppressWarnings("BanJNDI")
  static Allocation of(long pid) {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      String url = machine.startLocalManagementAgent();
      machine.detach();
      JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(url));
      return new Allocation(
          connector,
          ManagementFactory.newPlatformMXBeanProxy(
              connector.getMBeanServerConnection(),
              ManagementFactory.THREAD_MXBEAN_NAME,
              ThreadMXBean.class));
    } catch (IOException | AttachNotSupportedException e) {
      throw new RigException(
          "JVM " + pid + " does not tell what it allocates (" + e + ")",
          "run the benchmark as one user, on a JDK with the modules jdk.attach and jdk.management.agent",
          e);
    }
  }

  /** Of all threads that live now, since each began. */
  long bytes() {
    return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
        .filter(bytes -> bytes > 0)
        .sum();
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException e) {
      // The other one ends anyway.
      return;
    }
  }
}
