package dev.backstop.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question put to the ladder.
 *
 * @param subject pseudonym of the person concerned
 * @param deadline by when a decision is needed, or null to leave it to the policy
 * @param onReview what to do while a person is asked, or null to leave it to the policy
 * @param allowFallback false: only the first tier may answer
 * @param featureTimes when features were observed or computed, of those of which the producer says
 *     it
 */
public record Request(
    String requestId,
    String domain,
    @Nullable String subject,
    Features features,
    @Nullable String riskHint,
    Instant requestedAt,
    @Nullable Instant deadline,
    @Nullable OnReview onReview,
    boolean allowFallback,
    List<String> consents,
    @Nullable String featureSetVersion,
    Map<String, String> tags,
    Map<String, Instant> featureTimes) {

  /** A request that does not say how old its features are. */
  public Request(
      String requestId,
      String domain,
      @Nullable String subject,
      Features features,
      @Nullable String riskHint,
      Instant requestedAt,
      @Nullable Instant deadline,
      @Nullable OnReview onReview,
      boolean allowFallback,
      List<String> consents,
      @Nullable String featureSetVersion,
      Map<String, String> tags) {
    this(
        requestId,
        domain,
        subject,
        features,
        riskHint,
        requestedAt,
        deadline,
        onReview,
        allowFallback,
        consents,
        featureSetVersion,
        tags,
        Map.of());
  }
}
