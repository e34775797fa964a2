package dev.backstop.it;

import dev.backstop.v1.PredictionRequest;
import java.time.Instant;
import java.util.Map;

/** Requests of the domain {@code it}, as the small models of the tests read them. */
final class Requests {

  private Requests() {}

  /** One that the models are sure to answer with yes. */
  static PredictionRequest sure(String id) {
    return of(id, 9);
  }

  static PredictionRequest of(String id, double x0) {
    return PredictionRequest.newBuilder()
        .setRequestId(id)
        .setDomain("it")
        .setFeatures(Map.of("x0", x0, "x1", 0.0))
        .setRequestedAt(Instant.now())
        .build();
  }
}
