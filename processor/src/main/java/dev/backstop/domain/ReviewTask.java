package dev.backstop.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question put to a person.
 *
 * @param tier the tier of the ladder that this question stands for
 * @param features as a reviewer may see them
 * @param labels what a verdict may choose from
 * @param takeBy by when somebody should have begun
 * @param finishBy from then on {@code onTimeout} stands
 * @param priority smaller is more urgent
 * @param digest SHA-256 of what is shown, to be repeated by the verdict
 * @param blind the models' answers are hidden until the reviewer has answered
 * @param provisionalId decisionId of the provisional decision, if one was given
 * @param policy opened the review, and resolves it
 * @param segment the segment of the policy that applied, or null
 * @param trace the request's trace context by header name, carried through to the decision
 */
public record ReviewTask(
    String taskId,
    String tier,
    String requestId,
    String domain,
    @Nullable String subject,
    Features features,
    List<String> labels,
    String rationale,
    List<Attempt> attempts,
    Instant takeBy,
    Instant finishBy,
    int priority,
    String digest,
    boolean blind,
    TimeoutAnswer onTimeout,
    @Nullable String provisionalId,
    PolicyRef policy,
    @Nullable String segment,
    SourcePosition source,
    Instant requestedAt,
    Instant createdAt,
    @Nullable String featureSetVersion,
    Map<String, String> tags,
    Map<String, String> trace) {}
