package dev.backstop.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
class SandboxBrokerTest {
  private final SandboxBroker broker = SandboxBroker.start();

  @AfterAll
  void stop() {
    broker.close();
  }

  @Test
  void shouldDeliverCommittedTransactionsOnly() throws Exception {
    Clients.createTopic(broker, "answers");

    try (KafkaProducer<String, String> producer = Clients.transactionalProducer(broker)) {
      Clients.sendCommitted(producer, "answers", "kept");
      Clients.sendAborted(producer, "answers", "dropped");
      Clients.sendCommitted(producer, "answers", "kept too");
    }

    assertThat(Clients.readCommitted(broker, "answers")).containsExactly("kept", "kept too");
  }

  @Test
  void shouldOfferTheFeaturesThatExactlyOnceAndStreamsGroupsNeed() throws Exception {
    try (Admin admin = Clients.admin(broker)) {
      Map<String, FinalizedVersionRange> features =
          admin.describeFeatures().featureMetadata().get().finalizedFeatures();

      assertThat(features)
          .hasEntrySatisfying("transaction.version", level -> atLeast(2, level))
          .hasEntrySatisfying("streams.version", level -> atLeast(1, level))
          .hasEntrySatisfying("group.version", level -> atLeast(1, level));
    }
  }

  @Test
  void shouldKeepTopicsOfAGivenDirectoryAcrossRestarts(@TempDir Path directory) throws Exception {
    BrokerOptions options = BrokerOptions.temporary().withDirectory(directory.resolve("broker"));
    try (SandboxBroker first = SandboxBroker.start(options)) {
      Clients.createTopic(first, "answers");
      try (KafkaProducer<String, String> producer = Clients.transactionalProducer(first)) {
        Clients.sendCommitted(producer, "answers", "before");
      }
    }

    try (SandboxBroker second = SandboxBroker.start(options)) {
      assertThat(Clients.readCommitted(second, "answers")).containsExactly("before");
    }
  }

  @Test
  void shouldNameTheRemedyWhenThePortIsTaken() throws IOException {
    try (ServerSocket taken =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      BrokerOptions options = BrokerOptions.temporary().withPort(taken.getLocalPort());

      assertThatThrownBy(() -> SandboxBroker.start(options))
          .isInstanceOf(SandboxException.class)
          .hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageContaining("give another port");
    }
  }

  @Test
  void shouldNameTheRemedyWhenTheDirectoryCannotBeMade(@TempDir Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    BrokerOptions options = BrokerOptions.temporary().withDirectory(file.resolve("below"));

    assertThatThrownBy(() -> SandboxBroker.start(options))
        .isInstanceOf(SandboxException.class)
        .hasMessageContaining("give a directory that this user may create and write");
  }

  @Test
  void shouldNameTheRemedyWhenAnotherBrokerUsesTheDirectory(@TempDir Path directory) {
    BrokerOptions options = BrokerOptions.temporary().withDirectory(directory);
    try (SandboxBroker first = SandboxBroker.start(options)) {
      assertThat(first.bootstrapServers()).startsWith("127.0.0.1:");

      assertThatThrownBy(() -> SandboxBroker.start(options))
          .isInstanceOf(SandboxException.class)
          .hasMessageContaining("in use by another sandbox");
    }
  }

  private static void atLeast(int level, FinalizedVersionRange feature) {
    assertThat((int) feature.maxVersionLevel()).isGreaterThanOrEqualTo(level);
  }
}
