package dev.backstop.gameday;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.backstop.guard.BreakerState;
import java.util.Optional;

/** Reads what an instance says of a breaker under {@code /policy}. */
final class BreakerSight {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private BreakerSight() {}

  /**
   * Where the breaker of a model stands, outside of segments. Closed where nothing is said of it;
   * empty if this is no answer.
   */
  static Optional<BreakerState.Kind> in(String answer, String model) {
    try {
      JsonNode told = MAPPER.readTree(answer).path("breakers");
      if (!told.isArray()) {
        return Optional.empty();
      }
      for (JsonNode one : told) {
        if (one.path("model").asText().equals(model) && !one.has("segment")) {
          return Optional.of(BreakerState.Kind.valueOf(one.path("state").asText()));
        }
      }
      return Optional.of(BreakerState.Kind.CLOSED);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
