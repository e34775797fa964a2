package dev.backstop.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class SandboxTest {

  @Test
  void shouldStopTheRegistryWhenTheBrokerCannotStart() throws Exception {
    try (ServerSocket taken =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      BrokerOptions broker = BrokerOptions.temporary().withPort(taken.getLocalPort());
      SandboxOptions options = new SandboxOptions(broker, Ports.ANY, true, null);

      assertThatThrownBy(() -> Sandbox.start(options)).isInstanceOf(SandboxException.class);

      assertThat(ProcessHandle.current().children()).noneMatch(ProcessHandle::isAlive);
    }
  }

  @Test
  void shouldRunWithoutARegistryWhenNoneIsWanted() {
    SandboxOptions options = new SandboxOptions(BrokerOptions.temporary(), Ports.ANY, false, null);

    try (Sandbox sandbox = Sandbox.start(options)) {
      assertThat(sandbox.broker().bootstrapServers()).startsWith("127.0.0.1:");
      assertThatThrownBy(sandbox::registry).isInstanceOf(IllegalStateException.class);
    }
  }
}
