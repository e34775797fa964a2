package dev.backstop.docs;

import dev.backstop.topics.Subject;
import dev.backstop.topology.names.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;

/** The topics: what is on them, who writes them, how long to keep them. */
final class TopicsPage {

  private TopicsPage() {}

  static Page page() {
    List<List<String>> used = new ArrayList<>();
    List<List<String>> reserved = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      String value =
          Subject.contract(topic)
              .map(schema -> Markdown.link(schema.getName(), "schemas.md#" + anchor(schema)))
              .orElse("not settled");
      String cleanup = Markdown.code(topic.compacted() ? "compact" : "delete");
      if (topic.inUse()) {
        used.add(
            Markdown.cells(
                Markdown.code(topic.with("")),
                topic.description(),
                key(topic),
                value,
                cleanup,
                retention(topic)));
      } else {
        reserved.add(
            Markdown.cells(Markdown.code(topic.with("")), topic.description(), value, cleanup));
      }
    }
    Markdown text =
        Markdown.titled("Topics")
            .paragraph(
                "Names stand here without their prefix (`topics.prefix`, `backstop.` unless set)."
                    + " All topics but the compacted ones have the same number of partitions, so"
                    + " that the records of one request meet. Values are Avro in the Confluent wire"
                    + " format: a zero byte, a four-byte schema id, the record; the subject is the"
                    + " topic's whole name and `-value`. Keys are text in UTF-8.")
            .section("In use")
            .paragraph(
                "`backstop topics create` makes these, `backstop topics check` compares them with"
                    + " the broker's. It leaves the retention to the broker's default; the last"
                    + " column says what it should at least be.")
            .table(List.of("topic", "purpose", "key", "value", "clean-up", "keep at least"), used);
    if (!reserved.isEmpty()) {
      text.section("Reserved")
          .paragraph(
              "This release neither makes, reads nor writes these. Their names are taken so that a"
                  + " later one can.")
          .table(List.of("topic", "purpose", "value", "clean-up"), reserved);
    }
    text.section("Internal topics")
        .paragraph(
            "Kafka Streams makes a changelog topic for each "
                + Markdown.link("state store", "topology.md#state-stores")
                + ". There are no repartition topics.");
    return new Page("topics.md", "every topic, its key, value and retention", text.toString());
  }

  private static String anchor(Schema schema) {
    return schema.getName().toLowerCase(Locale.ROOT);
  }

  private static String key(Topic topic) {
    return switch (topic) {
      case DEAD_LETTERS ->
          "request id; `topic-partition-offset` of the record where the id cannot be read";
      case POLICIES -> "domain; for a version that may come into force, `domain@sha256`";
      case CONTROLS -> "`slot@domain`";
      case REQUESTS, SECONDARY, REVIEWS, VERDICTS, DECISIONS, AUDIT, FEEDBACK, SHADOW ->
          "request id";
      case COMPARISONS -> "digest of the policy's version, tier and candidate";
      case HEALTH, TIER_STATUS -> "the model, a bar and the segment: `model|segment`";
      case EVIDENCE -> "that digest, a slash and the segment";
      case INCIDENTS -> "the incident's id";
      case PLAYBOOK_RUNS -> "the run's id";
    };
  }

  private static String retention(Topic topic) {
    return switch (topic) {
      case REQUESTS -> "the longest outage to be survived; `backstop explain` reads it too";
      case SECONDARY -> "the longest outage of the secondary part";
      case REVIEWS, VERDICTS -> "the longest `finishWithin`, and the longest outage";
      case DECISIONS -> "the slowest consumer's delay; longer where decisions must be explained";
      case DEAD_LETTERS -> "until somebody has looked at them";
      case AUDIT -> "what your rules of accountability ask for";
      case FEEDBACK -> "as long as models are to be judged and calibrated by it";
      case SHADOW, COMPARISONS -> "the longest outage of the shadow part";
      case HEALTH -> "a minute: only the last ten seconds count";
      case POLICIES, CONTROLS, TIER_STATUS, EVIDENCE, INCIDENTS, PLAYBOOK_RUNS -> "";
    };
  }
}
