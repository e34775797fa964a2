package dev.backstop.registry;

import dev.backstop.domain.OnReview;
import dev.backstop.domain.Request;
import dev.backstop.v1.PredictionRequest;

/** {@link Request} and its contract. */
public final class RequestMapper {

  private RequestMapper() {}

  public static Request fromAvro(PredictionRequest request) {
    return new Request(
        request.getRequestId(),
        request.getDomain(),
        request.getSubject(),
        CommonMapper.features(request.getFeatures()),
        request.getRiskHint(),
        request.getRequestedAt(),
        request.getDeadline(),
        CommonMapper.toAvro(request.getOnReview(), OnReview.class),
        request.getAllowFallback(),
        request.getConsents(),
        request.getFeatureSetVersion(),
        request.getTags(),
        request.getFeatureTimes());
  }

  public static PredictionRequest toAvro(Request request) {
    PredictionRequest mapped = new PredictionRequest();
    mapped.setRequestId(request.requestId());
    mapped.setDomain(request.domain());
    mapped.setSubject(request.subject());
    mapped.setFeatures(CommonMapper.toAvro(request.features()));
    mapped.setRiskHint(request.riskHint());
    mapped.setRequestedAt(request.requestedAt());
    mapped.setDeadline(request.deadline());
    mapped.setOnReview(CommonMapper.toAvro(request.onReview(), dev.backstop.v1.OnReview.class));
    mapped.setAllowFallback(request.allowFallback());
    mapped.setConsents(request.consents());
    mapped.setFeatureSetVersion(request.featureSetVersion());
    mapped.setTags(request.tags());
    mapped.setFeatureTimes(request.featureTimes());
    return mapped;
  }
}
