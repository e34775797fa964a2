package dev.backstop.schemas;

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
import java.util.List;
import org.apache.avro.Schema;

/** The records that travel on topics. */
final class Contracts {

  /** The release that the next change must be compatible with, and all before it. */
  static final int LATEST_RELEASE = 2;

  static final List<Schema> ALL =
      List.of(
          PredictionRequest.getClassSchema(),
          Decision.getClassSchema(),
          Escalation.getClassSchema(),
          ReviewTask.getClassSchema(),
          ReviewVerdict.getClassSchema(),
          DeadLetter.getClassSchema(),
          PolicyDocument.getClassSchema(),
          Control.getClassSchema(),
          TierStatus.getClassSchema(),
          AuditEvent.getClassSchema(),
          LabelledExample.getClassSchema(),
          ShadowRequest.getClassSchema(),
          ModelComparison.getClassSchema(),
          CandidateEvidence.getClassSchema(),
          ModelHealth.getClassSchema(),
          Incident.getClassSchema(),
          PlaybookRun.getClassSchema());

  private Contracts() {}

  static Schema withoutJava(Schema schema) {
    String text =
        schema
            .toString()
            .replace("{\"type\":\"string\",\"avro.java.string\":\"String\"}", "\"string\"");
    return new Schema.Parser().parse(text.replace(",\"avro.java.string\":\"String\"", ""));
  }
}
