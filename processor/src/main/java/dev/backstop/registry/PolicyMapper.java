package dev.backstop.registry;

import dev.backstop.policy.PublishedPolicy;
import dev.backstop.v1.PolicyDocument;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@link PublishedPolicy} and its contract. */
public final class PolicyMapper {

  private PolicyMapper() {}

  public static PolicyDocument toAvro(PublishedPolicy policy) {
    PublishedPolicy.Activation activation = policy.activation();
    PolicyDocument mapped = new PolicyDocument();
    mapped.setName(policy.name());
    mapped.setVersion(policy.version());
    mapped.setSha256(policy.sha256());
    mapped.setDocument(ByteBuffer.wrap(policy.document()));
    mapped.setAuthor(policy.author());
    mapped.setApprover(policy.approver());
    mapped.setAuthorSignature(wrapped(policy.authorSignature()));
    mapped.setApproverSignature(wrapped(policy.approverSignature()));
    mapped.setAt(policy.at());
    if (activation != null) {
      mapped.setActivator(activation.by());
      mapped.setActivationReason(activation.why());
      mapped.setActivatedAt(activation.at());
      mapped.setPrevious(activation.previous());
      mapped.setActivationSignature(wrapped(activation.signature()));
    }
    return mapped;
  }

  public static PublishedPolicy fromAvro(PolicyDocument policy) {
    String by = policy.getActivator();
    Instant at = policy.getActivatedAt();
    return new PublishedPolicy(
        policy.getName(),
        policy.getVersion(),
        policy.getSha256(),
        Objects.requireNonNull(unwrapped(policy.getDocument())),
        policy.getAuthor(),
        policy.getApprover(),
        unwrapped(policy.getAuthorSignature()),
        unwrapped(policy.getApproverSignature()),
        policy.getAt(),
        by == null || at == null
            ? null
            : new PublishedPolicy.Activation(
                by,
                Objects.requireNonNullElse(policy.getActivationReason(), ""),
                at,
                policy.getPrevious(),
                unwrapped(policy.getActivationSignature())));
  }

  private static @Nullable ByteBuffer wrapped(byte @Nullable [] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }

  private static byte @Nullable [] unwrapped(@Nullable ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
