package dev.backstop.topology.names;

import java.util.Set;

/**
 * The lineage headers on every decision, escalation and review task, in UTF-8. On the way in,
 * headers of these names are dropped: nobody outside can claim a lineage.
 *
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">CloudEvents,
 *     Kafka binding</a>
 * @see <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>
 */
public enum Header {
  SCHEMA("backstop-schema", "Full name of the record's schema."),
  REQUEST_ID("backstop-request-id", "The request's id."),
  STATUS(
      "backstop-status",
      "FINAL, PROVISIONAL or REJECTED, or DRILL on what a drill has made; ESCALATED on the secondary topic; on the reviews topic PENDING, or AUDIT where the question stands beside a decision."),
  TIER("backstop-tier", "The tier that answered, or that is to answer next."),
  TIER_PATH(
      "backstop-tier-path",
      "Every tier tried or skipped with its reason, such as primary:LOW_CONFIDENCE>secondary:OK; empty on a blind task."),
  REASON(
      "backstop-reason",
      "Why the tier before did not answer; absent if the first one did. AUDIT_SAMPLE on a task of the audit panel."),
  DEGRADED(
      "backstop-degraded", "true if this is not what the ladder is meant to give, else false."),
  DEGRADATION_LEVEL(
      "backstop-degradation-level",
      "On a decision and a review task: how much of what the policy means to have was away, NORMAL, QUIET_DEGRADATION, PARTIAL_FUNCTION or FULL_ESCALATION; absent on an escalation."),
  MODEL(
      "backstop-model",
      "The last model asked, as name@version#digest; of an ensemble its tier and how many of its models answered, such as committee(2/3); absent if none was asked."),
  POLICY("backstop-policy", "The policy that decided, as name@version#digest."),
  SOURCE("backstop-source", "Where the request was read, as topic-partition-offset."),
  CE_SPECVERSION("ce_specversion", "CloudEvents: always 1.0."),
  CE_ID("ce_id", "CloudEvents: the decision's or task's id."),
  CE_SOURCE("ce_source", "CloudEvents: /backstop/ and the application id."),
  CE_TYPE("ce_type", "CloudEvents: full name of the record's schema."),
  CE_SUBJECT("ce_subject", "CloudEvents: the request's id."),
  CE_TIME("ce_time", "CloudEvents: when the record was made, RFC 3339.");

  /** Carried through from the request, untouched. */
  public static final Set<String> CARRIED = Set.of("traceparent", "tracestate");

  /** On a request or verdict that was written once more, to the partition its key belongs to. */
  public static final String REROUTED = "backstop-rerouted";

  /** On a shadow request or a comparison: the candidate, by the name that the policy gives it. */
  public static final String CANDIDATE = "backstop-candidate";

  /**
   * The mark of a drill, on a request that is part of one and on whatever is made of it. Signed, so
   * that nobody else can make a request fail; a mark that does not hold keeps its request out.
   */
  public static final String DRILL = "backstop-drill";

  /** The status of a decision or a task that a drill has made. */
  public static final String DRILLED = "DRILL";

  /** The status of a review task that stands beside a decision. */
  public static final String BESIDE = "AUDIT";

  /** A label's {@code ce_id} is the id of the task it answers, and this. */
  public static final String LABEL_OF_TASK = "/label";

  /** The most one of those may have; W3C asks for 512 bytes of trace state to be carried. */
  public static final int CARRIED_MOST_BYTES = 1024;

  private final String key;
  private final String description;

  Header(String key, String description) {
    this.key = key;
    this.description = description;
  }

  public String key() {
    return key;
  }

  public String description() {
    return description;
  }
}
