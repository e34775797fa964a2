package dev.backstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.PolicyTexts;
import dev.backstop.model.ModelDescriptor;
import dev.backstop.model.Output;
import dev.backstop.model.pack.ModelPackage;
import dev.backstop.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ModelFitTest {

  private static final Path CREDIT = Path.of("..", "scripts", "credit");

  private final Map<String, ModelDescriptor> models = new HashMap<>();

  @Test
  void shouldFindThatTheCreditPolicyAndItsModelsGoTogether() throws IOException {
    // Given
    load("primary");
    load("secondary");
    // Then
    assertThat(problems(policy("features: {Amount: {type: NUMBER}}\n"))).isEmpty();
  }

  @Test
  void shouldTellAModelThatIsNotThere() throws IOException {
    // Given
    load("primary");
    // Then
    assertThat(problems(policy("")))
        .containsExactly(
            "tier 'secondary' asks model 'credit-secondary', which is not among --models (there: credit-primary)");
  }

  @Test
  void shouldTellAFeatureThatAModelReadsOtherwise() throws IOException {
    // Given
    load("primary");
    load("secondary");
    // Then
    assertThat(problems(policy("features: {Amount: {type: TEXT}}\n")))
        .containsExactly(
            "feature 'Amount' is TEXT in the policy, and model 'credit-primary' reads NUMBER: conditions on it cannot be told",
            "feature 'Amount' is TEXT in the policy, and model 'credit-secondary' reads NUMBER: conditions on it cannot be told");
  }

  @Test
  void shouldTellAVersionThatIsNotThereUnlessItIsToldElsewhere() throws IOException {
    // Given
    load("primary");
    load("secondary");
    models.put("credit-primary@1.0.0", descriptor("primary"));
    Policy versions =
        changed(
            text ->
                text.replace("model: credit-primary", "model: credit-primary@1.0.0")
                    .replace("model: credit-secondary", "model: credit-secondary@3.0.0"));
    // Then
    assertThat(problems(versions))
        .containsExactly(
            "tier 'secondary' asks model 'credit-secondary@3.0.0', which is not among --models (there: credit-primary@1.0.0)");
    assertThat(ModelFit.problems(versions, models, ModelFit::isVersion)).isEmpty();
  }

  @Test
  void shouldTellACandidateThatIsNotThereOrReadsOtherwise() throws IOException {
    // Given
    load("primary");
    load("secondary");
    String canary = "canary: {tier: primary, model: MODEL, share: 0.1}\n";
    models.put("credit-primary@2.0.0", descriptor("primary"));
    // Then
    assertThat(problems(policy(canary.replace("MODEL", "other@1"))))
        .containsExactly(
            "the canary asks model 'other@1', which is not among --models (there: credit-primary@2.0.0)");
    assertThat(
            problems(
                policy(
                    canary.replace("MODEL", "credit-primary@2.0.0")
                        + "features: {Amount: {type: FLAG}}\n")))
        .anySatisfy(problem -> assertThat(problem).contains("'credit-primary@2.0.0' reads NUMBER"));
  }

  @Test
  void shouldRemarkOnAThresholdThatTheMembersLabelsKeepOutOfReach() throws IOException {
    // Given: each label is known to one of two that must answer
    models.put("one", labelled("good", "fair"));
    models.put("two", labelled("bad", "worse"));
    models.put("three", labelled("good", "bad"));
    // Then
    assertThat(ModelFit.remarks(ensemble("WEIGHTED_MEAN", "two", 2, 0.6), models))
        .containsExactly(
            "tier 'committee' is held to a threshold that its members' labels keep out of reach: at most 0.5000, since too few of them give the same label");
    assertThat(ModelFit.remarks(ensemble("MAJORITY", "two", 2, 0.6), models)).hasSize(1);
    assertThat(ModelFit.remarks(ensemble("WEIGHTED_MEAN", "two", 2, 0.5), models)).isEmpty();
    assertThat(ModelFit.remarks(ensemble("WEIGHTED_MEAN", "two", 1, 0.6), models)).isEmpty();
    assertThat(ModelFit.remarks(ensemble("WEIGHTED_MEAN", "three", 2, 0.9), models)).isEmpty();
    assertThat(ModelFit.remarks(ensemble("WEIGHTED_MEAN", "unknown", 2, 0.9), models)).isEmpty();
  }

  private static Policy ensemble(String combine, String other, int minimum, double threshold) {
    return PolicyTexts.policy(
        """
        format: backstop-policy/1
        name: p
        version: 1.0.0
        domain: d
        owner: o
        deadline: 1h
        ladder:
          - {tier: committee, kind: ensemble, combine: %s, members: [{model: one}, {model: %s}], minimum: %d, threshold: %s, budget: 1s}
          - {tier: end, kind: default, label: good}
        """
            .formatted(combine, other, minimum, threshold));
  }

  private static ModelDescriptor labelled(String... labels) {
    ModelDescriptor like = descriptor("primary");
    return new ModelDescriptor(
        like.ref(),
        like.description(),
        like.owner(),
        like.licence(),
        like.trainingData(),
        like.inputs(),
        new Output(Output.Kind.LOGITS, List.of(labels), 1),
        like.golden(),
        like.reference());
  }

  private List<String> problems(Policy policy) {
    return ModelFit.problems(policy, models, model -> false);
  }

  private static ModelDescriptor descriptor(String which) {
    return ModelPackage.read(CREDIT.resolve("models").resolve(which)).descriptor();
  }

  private static Policy changed(UnaryOperator<String> change) throws IOException {
    return PolicyTexts.policy(
        change.apply(Files.readString(CREDIT.resolve("policies").resolve("credit.yaml"))));
  }

  private void load(String which) {
    ModelDescriptor descriptor = descriptor(which);
    models.put(descriptor.ref().name(), descriptor);
  }

  private static Policy policy(String more) throws IOException {
    return changed(text -> text + more);
  }
}
