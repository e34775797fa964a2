package dev.backstop.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerProcessIT {

  @TempDir private Path directory;

  @Test
  void shouldKeepItsTopicsAndItsPortWhenItIsKilledAndStartedAgain() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(BrokerLaunch.in(directory));
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      // Given
      NewTopic topic = new NewTopic("kept", Optional.of(1), Optional.empty());
      admin.createTopics(List.of(topic)).all().get();
      String servers = broker.bootstrapServers();
      long pid = broker.pid();

      // When
      broker.kill();
      boolean aliveAfterKill = broker.isAlive();
      broker.restart();

      // Then
      assertThat(aliveAfterKill).isFalse();
      assertThat(broker.pid()).isNotEqualTo(pid);
      assertThat(broker.bootstrapServers()).isEqualTo(servers);
      assertThat(admin.listTopics().names().get()).contains("kept");
    }
  }
}
