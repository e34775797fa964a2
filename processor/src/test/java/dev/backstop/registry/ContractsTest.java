package dev.backstop.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.control.Switch;
import dev.backstop.domain.AuditDraw;
import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.DeadLetter;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Status;
import dev.backstop.domain.TierKind;
import dev.backstop.guard.AnswerReport;
import dev.backstop.guard.RiskLevel;
import dev.backstop.judge.AgreementSprt;
import dev.backstop.judge.Verdict;
import dev.backstop.policy.Candidate;
import dev.backstop.v1.AgreementFound;
import dev.backstop.v1.AuditKind;
import dev.backstop.v1.ControlKind;
import dev.backstop.v1.DeadLetterCause;
import dev.backstop.v1.Decision;
import dev.backstop.v1.DecisionStatus;
import dev.backstop.v1.EvidenceBasis;
import dev.backstop.v1.EvidenceVerdict;
import dev.backstop.v1.LabelledExample;
import dev.backstop.v1.PanelHalf;
import dev.backstop.v1.PredictionRequest;
import dev.backstop.v1.ReviewTask;
import dev.backstop.v1.RiskState;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The domain and the Avro contracts say the same. */
class ContractsTest {

  static Stream<Arguments> enums() {
    return Stream.of(
        Arguments.of(Reason.class, dev.backstop.v1.Reason.class),
        Arguments.of(TierKind.class, dev.backstop.v1.TierKind.class),
        Arguments.of(Status.class, DecisionStatus.class),
        Arguments.of(OnReview.class, dev.backstop.v1.OnReview.class),
        Arguments.of(DeadLetter.Cause.class, DeadLetterCause.class),
        Arguments.of(Switch.Kind.class, ControlKind.class),
        Arguments.of(AuditDraw.Half.class, PanelHalf.class),
        Arguments.of(AuditEvent.Kind.class, AuditKind.class),
        Arguments.of(Verdict.class, EvidenceVerdict.class),
        Arguments.of(Candidate.Basis.class, EvidenceBasis.class),
        Arguments.of(AnswerReport.Basis.class, EvidenceBasis.class),
        Arguments.of(RiskLevel.class, RiskState.class),
        Arguments.of(AgreementSprt.Found.class, AgreementFound.class));
  }

  @ParameterizedTest
  @MethodSource("enums")
  <D extends Enum<D>, A extends Enum<A>> void shouldHaveTheSameSymbols(
      Class<D> domain, Class<A> contract) {
    List<String> symbols = names(contract);

    // Statuses, causes and kinds are only ever written, so the domain has no UNKNOWN for them.
    if (!names(domain).contains("UNKNOWN")) {
      symbols = symbols.stream().filter(name -> !name.equals("UNKNOWN")).toList();
    }
    assertThat(names(domain)).containsExactlyElementsOf(symbols);
  }

  @Test
  void shouldPublishSchemasExactlyAsReleased() throws IOException {
    for (Schema schema :
        List.of(
            PredictionRequest.getClassSchema(),
            Decision.getClassSchema(),
            ReviewTask.getClassSchema(),
            LabelledExample.getClassSchema())) {
      try (InputStream released =
          ContractsTest.class.getResourceAsStream(
              "/dev/backstop/schemas/released/2/" + schema.getName() + ".avsc")) {
        assertThat(PublishedSchema.of(schema).toString())
            .isEqualTo(new Schema.Parser().parse(released).toString());
        assertThat(PublishedSchema.of(schema).toString()).doesNotContain("avro.java");
      }
    }
  }

  private static List<String> names(Class<? extends Enum<?>> type) {
    return Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
  }
}
