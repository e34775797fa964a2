package dev.backstop.app;

import dev.backstop.domain.AuditEvent;
import dev.backstop.domain.SourcePosition;
import dev.backstop.policy.Policy;
import dev.backstop.policy.PublishedPolicy;
import dev.backstop.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells what became of a policy that was to come into force: on the audit topic and in meters. */
final class PolicyNews {

  private final InstanceAudit audit;
  private final Telemetry telemetry;

  PolicyNews(
      String instance, Consumer<AuditEvent> audit, InstantSource clock, Telemetry telemetry) {
    this.audit = new InstanceAudit(instance, audit, clock);
    this.telemetry = telemetry;
  }

  /** Who put the policy in force. */
  static String activatedBy(PublishedPolicy published) {
    PublishedPolicy.Activation activation = published.activation();
    return activation == null ? published.author() : activation.by();
  }

  /**
   * It is in force.
   *
   * @param before the lineage of what governed the domain before, or null if nothing did
   */
  void activated(
      Policy policy, PublishedPolicy published, @Nullable String before, SourcePosition at) {
    telemetry.proven().watch(policy);
    telemetry.policyChanged(Telemetry.PolicyResult.ACTIVATED);
    note(
        AuditEvent.Kind.POLICY_ACTIVATED,
        activatedBy(published),
        "policy " + policy.ref().toLineage() + " is in force",
        policy.domain(),
        published,
        before,
        at);
  }

  /** It is not, for a reason. */
  void refused(String why, String domain, @Nullable PublishedPolicy published, SourcePosition at) {
    telemetry.policyChanged(Telemetry.PolicyResult.REFUSED);
    note(
        AuditEvent.Kind.POLICY_REFUSED,
        published == null ? null : published.author(),
        "the policy was refused, and what was in force before stays: " + why,
        domain,
        published,
        null,
        at);
  }

  private void note(
      AuditEvent.Kind kind,
      @Nullable String actor,
      String description,
      String domain,
      @Nullable PublishedPolicy published,
      @Nullable String before,
      SourcePosition at) {
    Map<String, String> details = audit.details("domain", domain);
    if (published != null) {
      details.put("version", published.version());
      details.put("sha256", published.sha256());
      PublishedPolicy.Activation activation = published.activation();
      if (activation != null) {
        details.put("why", activation.why());
        details.put("activatedAt", activation.at().toString());
      }
    }
    if (before != null) {
      details.put("previous", before);
    }
    audit.tell(kind, actor, description, details, at);
  }
}
