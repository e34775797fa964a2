package dev.backstop.model.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backstop.domain.Outcome;
import dev.backstop.model.Scorer;
import dev.backstop.model.pack.ModelPackage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The report of the training, found again on the held-out rows by the code that answers requests.
 */
class CreditModelsTest {

  private static final Path CREDIT = Path.of("../scripts/credit");

  private record Judged(boolean good, double scoreOfGood, String label) {}

  @ParameterizedTest
  @ValueSource(strings = {"primary", "secondary"})
  void shouldReachTheReportedFiguresOnTheHeldOutRows(String which) throws IOException {
    ModelPackage checked = ModelPackage.read(CREDIT.resolve("models").resolve(which));
    List<CreditRows.Row> rows = CreditRows.heldOut();
    List<Judged> judged = new ArrayList<>();
    try (Scorer scorer = new DjlModels().loadScorer(checked)) {
      List<Outcome> outcomes =
          scorer.scoreAll(rows.stream().map(CreditRows.Row::features).toList());
      for (int i = 0; i < rows.size(); i++) {
        assertThat(outcomes.get(i)).isInstanceOf(Outcome.Scored.class);
        var score = ((Outcome.Scored) outcomes.get(i)).score();
        judged.add(new Judged(rows.get(i).good(), score.scores().get("good"), score.label()));
      }
    }

    JsonNode reported = reported(checked.ref().name());

    assertThat(judged).hasSize(reported.get("n").intValue());
    assertThat(accuracy(judged)).isCloseTo(reported.get("accuracy").doubleValue(), within(0.001));
    assertThat(auc(judged)).isCloseTo(reported.get("auc").doubleValue(), within(0.001));
  }

  private static double accuracy(List<Judged> judged) {
    return judged.stream().filter(one -> one.good() == one.label().equals("good")).count()
        / (double) judged.size();
  }

  /**
   * Mann–Whitney: the share of pairs of a good and a bad row that the score puts in order, ties
   * counting half.
   */
  private static double auc(List<Judged> judged) {
    List<Judged> sorted =
        judged.stream().sorted(Comparator.comparingDouble(Judged::scoreOfGood)).toList();
    double rankSum = 0;
    for (int from = 0; from < sorted.size(); ) {
      int to = from;
      while (to < sorted.size() && sorted.get(to).scoreOfGood() == sorted.get(from).scoreOfGood()) {
        to++;
      }
      double rank = (from + 1 + to) / 2.0;
      rankSum += rank * sorted.subList(from, to).stream().filter(Judged::good).count();
      from = to;
    }
    double good = judged.stream().filter(Judged::good).count();
    return (rankSum - good * (good + 1) / 2) / (good * (judged.size() - good));
  }

  private static JsonNode reported(String model) throws IOException {
    for (JsonNode one :
        new ObjectMapper().readTree(CREDIT.resolve("models/report.json").toFile()).get("models")) {
      if (one.get("name").textValue().equals(model)) {
        return one;
      }
    }
    throw new AssertionError("the report has no model " + model);
  }
}
