package dev.backstop.cli;

import dev.backstop.policy.PolicyKey;
import dev.backstop.policy.PublishedPolicy;
import dev.backstop.registry.PolicyMapper;
import dev.backstop.registry.WireCodec;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.PolicyDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The policies topic as it stands: what is in force, and the versions there are. */
final class PolicyShelf {

  private final Session session;
  private final Map<String, PublishedPolicy> inForce = new TreeMap<>();
  private final Map<String, Map<String, PublishedPolicy>> versions = new TreeMap<>();

  private PolicyShelf(Session session) {
    this.session = session;
  }

  static PolicyShelf read(Session session) {
    PolicyShelf shelf = new PolicyShelf(session);
    session.readWhole(Topic.POLICIES, shelf::take);
    return shelf;
  }

  List<String> domains() {
    return versions.keySet().stream().toList();
  }

  Optional<PublishedPolicy> inForce(String domain) {
    return Optional.ofNullable(inForce.get(domain));
  }

  /** The versions of the domain, the one that was published first before the others. */
  List<PublishedPolicy> versions(String domain) {
    List<PublishedPolicy> sorted =
        new ArrayList<>(versions.getOrDefault(domain, Map.of()).values());
    sorted.sort(Comparator.comparing(PublishedPolicy::at));
    return sorted;
  }

  Optional<PublishedPolicy> bySha256(String domain, String sha256) {
    return Optional.ofNullable(versions.getOrDefault(domain, Map.of()).get(sha256));
  }

  /** The version with that number, or with a digest that begins so. */
  PublishedPolicy version(String domain, String named) {
    List<PublishedPolicy> found =
        versions(domain).stream()
            .filter(
                policy ->
                    policy.version().equals(named)
                        || (named.length() >= 8 && policy.sha256().startsWith(named)))
            .toList();
    if (found.size() != 1) {
      throw CommandException.usage(
          found.isEmpty()
              ? "domain '"
                  + domain
                  + "' has no version "
                  + named
                  + "; 'backstop policy history' shows those it has"
              : "there are several versions "
                  + named
                  + " of domain '"
                  + domain
                  + "': name one by its digest");
    }
    return found.get(0);
  }

  /** Writes a version that may come into force. */
  void publish(String domain, PublishedPolicy policy) {
    write(PolicyKey.version(domain, policy.sha256()), policy);
  }

  /** Puts a version in force. */
  void activate(String domain, PublishedPolicy policy) {
    publish(domain, policy);
    write(PolicyKey.inForce(domain), policy);
  }

  private void write(PolicyKey key, PublishedPolicy policy) {
    byte[] value = session.encode(Topic.POLICIES, PolicyMapper.toAvro(policy));
    session.send(Topic.POLICIES, key.toString(), value);
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    PolicyKey key = PolicyKey.parse(record.key());
    if (!(session.decode(record, PolicyDocument.class)
        instanceof WireCodec.Read<PolicyDocument> read)) {
      return;
    }
    PublishedPolicy policy = PolicyMapper.fromAvro(read.record());
    if (key.sha256().isEmpty()) {
      inForce.put(key.domain(), policy);
    } else {
      versions
          .computeIfAbsent(key.domain(), domain -> new TreeMap<>())
          .put(policy.sha256(), policy);
    }
  }
}
