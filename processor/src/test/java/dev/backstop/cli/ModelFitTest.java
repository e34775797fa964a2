package dev.backstop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.config.PolicyTexts;
import dev.backstop.model.ModelDescriptor;
import dev.backstop.model.pack.ModelPackage;
import dev.backstop.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
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
    assertThat(ModelFit.problems(policy("features: {Amount: {type: NUMBER}}\n"), models)).isEmpty();
  }

  @Test
  void shouldTellAModelThatIsNotThere() throws IOException {
    // Given
    load("primary");
    // Then
    assertThat(ModelFit.problems(policy(""), models))
        .containsExactly(
            "tier 'secondary' asks model 'credit-secondary', which is not among --models (there: credit-primary)");
  }

  @Test
  void shouldTellAFeatureThatAModelReadsOtherwise() throws IOException {
    // Given
    load("primary");
    load("secondary");
    // Then
    assertThat(ModelFit.problems(policy("features: {Amount: {type: TEXT}}\n"), models))
        .containsExactly(
            "feature 'Amount' is TEXT in the policy, and model 'credit-primary' reads NUMBER: conditions on it cannot be told",
            "feature 'Amount' is TEXT in the policy, and model 'credit-secondary' reads NUMBER: conditions on it cannot be told");
  }

  private void load(String which) {
    ModelDescriptor descriptor =
        ModelPackage.read(CREDIT.resolve("models").resolve(which)).descriptor();
    models.put(descriptor.ref().name(), descriptor);
  }

  private static Policy policy(String more) throws IOException {
    return PolicyTexts.policy(
        Files.readString(CREDIT.resolve("policies").resolve("credit.yaml")) + more);
  }
}
