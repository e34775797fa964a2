package dev.backstop.topics;

import dev.backstop.registry.PublishedSchema;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.CandidateEvidence;
import dev.backstop.v1.Control;
import dev.backstop.v1.DeadLetter;
import dev.backstop.v1.Decision;
import dev.backstop.v1.Escalation;
import dev.backstop.v1.Incident;
import dev.backstop.v1.LabelledExample;
import dev.backstop.v1.ModelComparison;
import dev.backstop.v1.ModelHealth;
import dev.backstop.v1.PlaybookRun;
import dev.backstop.v1.PolicyDocument;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.ReviewVerdict;
import dev.backstop.v1.ShadowRequest;
import dev.backstop.v1.TierStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * A schema under its name in the registry, by the topic-name strategy.
 *
 * @param name the topic's name and {@code -value}
 */
public record Subject(String name, Schema schema) {

  /** The subjects of the topics in use. */
  public static List<Subject> inUse(String prefix) {
    return Arrays.stream(Topic.values())
        .filter(Topic::inUse)
        .flatMap(
            topic ->
                contract(topic).stream()
                    .map(
                        schema ->
                            new Subject(topic.with(prefix) + "-value", PublishedSchema.of(schema))))
        .toList();
  }

  /**
   * The schema of a topic's values; empty for a reserved topic whose contract is not written yet.
   */
  public static Optional<Schema> contract(Topic topic) {
    return switch (topic) {
      case REQUESTS -> Optional.of(PredictionRequest.getClassSchema());
      case SECONDARY -> Optional.of(Escalation.getClassSchema());
      case REVIEWS -> Optional.of(ReviewTask.getClassSchema());
      case VERDICTS -> Optional.of(ReviewVerdict.getClassSchema());
      case DECISIONS -> Optional.of(Decision.getClassSchema());
      case DEAD_LETTERS -> Optional.of(DeadLetter.getClassSchema());
      case AUDIT -> Optional.of(AuditEvent.getClassSchema());
      case POLICIES -> Optional.of(PolicyDocument.getClassSchema());
      case CONTROLS -> Optional.of(Control.getClassSchema());
      case HEALTH -> Optional.of(ModelHealth.getClassSchema());
      case TIER_STATUS -> Optional.of(TierStatus.getClassSchema());
      case INCIDENTS -> Optional.of(Incident.getClassSchema());
      case PLAYBOOK_RUNS -> Optional.of(PlaybookRun.getClassSchema());
      case FEEDBACK -> Optional.of(LabelledExample.getClassSchema());
      case SHADOW -> Optional.of(ShadowRequest.getClassSchema());
      case COMPARISONS -> Optional.of(ModelComparison.getClassSchema());
      case EVIDENCE -> Optional.of(CandidateEvidence.getClassSchema());
    };
  }
}
