package dev.backstop.demo;

import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.DeadLetter;
import dev.backstop.v1.Decision;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Reads what comes of the requests: decisions, dead letters and the audit. */
final class DecisionReader {
  private static final List<String> TOPICS =
      List.of(Topics.DECISIONS, Topics.DEAD_LETTERS, Topics.AUDIT);

  private final WireClient wire;
  private final Journal journal;
  private final Consumer<Answer> onTerminal;

  /**
   * A reader.
   *
   * @param onTerminal hears of every terminal decision, after the journal
   */
  DecisionReader(WireClient wire, Journal journal, Consumer<Answer> onTerminal) {
    this.wire = wire;
    this.journal = journal;
    this.onTerminal = onTerminal;
  }

  Polling start(Clients clients) {
    return Polling.start("reader", () -> clients.reader(TOPICS), this::read, journal);
  }

  private void read(ConsumerRecord<String, byte[]> record) {
    switch (record.topic()) {
      case Topics.DECISIONS -> decided(record);
      case Topics.DEAD_LETTERS ->
          journal.deadLettered(wire.decode(record.value(), DeadLetter.class));
      case Topics.AUDIT -> journal.audited(wire.decode(record.value(), AuditEvent.class));
      default -> throw new IllegalStateException("not subscribed to " + record.topic());
    }
  }

  private void decided(ConsumerRecord<String, byte[]> record) {
    Decision decision = wire.decode(record.value(), Decision.class);
    Answer answer =
        new Answer(
            decision,
            headers(record),
            new Position(record.topic(), record.partition(), record.offset()),
            System.currentTimeMillis());
    journal.answered(answer);
    if (answer.terminal()) {
      onTerminal.accept(answer);
    }
  }

  private static Map<String, List<String>> headers(ConsumerRecord<String, byte[]> record) {
    return StreamSupport.stream(record.headers().spliterator(), false)
        .collect(
            Collectors.groupingBy(
                Header::key,
                HashMap::new,
                Collectors.mapping(
                    header -> new String(header.value(), StandardCharsets.UTF_8),
                    Collectors.toList())));
  }
}
