package dev.backstop.topics;

import dev.backstop.config.BackstopConfig;
import dev.backstop.topology.names.Topic;
import java.util.Arrays;
import java.util.List;

/**
 * A topic as Backstop needs it.
 *
 * @param name with its prefix
 * @param recordMaxBytes largest record written to it
 */
public record WantedTopic(Topic topic, String name, int recordMaxBytes) {

  /** What a record batch takes beside the record itself, uncompressed. */
  private static final int BATCH_OVERHEAD = 128;

  /** The topics that this release reads or writes. */
  public static List<WantedTopic> inUse(BackstopConfig config) {
    return Arrays.stream(Topic.values())
        .filter(Topic::inUse)
        .map(
            topic ->
                new WantedTopic(
                    topic, topic.with(config.topics().prefix()), config.maxRecordBytes()))
        .toList();
  }

  /** The least {@code max.message.bytes} that takes the largest record. */
  public int leastMessageBytes() {
    return recordMaxBytes + BATCH_OVERHEAD;
  }
}
