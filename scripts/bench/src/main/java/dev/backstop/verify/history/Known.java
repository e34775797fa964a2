package dev.backstop.verify.history;

import dev.backstop.domain.ModelRef;
import dev.backstop.policy.Policy;
import java.util.List;
import java.util.Map;

/**
 * What was configured at some time of the run.
 *
 * @param policies every version
 * @param models by name
 */
public record Known(List<Policy> policies, Map<String, ModelRef> models) {

  public Known {
    policies = List.copyOf(policies);
    models = Map.copyOf(models);
  }
}
