package dev.backstop.app;

import dev.backstop.config.PolicyReader;
import dev.backstop.domain.SourcePosition;
import dev.backstop.policy.People;
import dev.backstop.policy.Policies;
import dev.backstop.policy.Policy;
import dev.backstop.policy.PolicyKey;
import dev.backstop.policy.PublishedPolicy;
import dev.backstop.registry.PolicyMapper;
import dev.backstop.registry.RegistryUnavailableException;
import dev.backstop.registry.WireCodec;
import dev.backstop.signing.TrustedKeys;
import dev.backstop.v1.PolicyDocument;
import dev.backstop.yaml.Problems;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether a version was put in force by somebody who may, and is not an earlier activation played
 * again. Where no signatures are asked for nothing is held against it: names are then what somebody
 * has typed, and times what some clock has said.
 *
 * <p>An activation is stale if one that is later by its signed time stands before it on the topic.
 * Each version's own record has its last activation too, so that is known as well where the topic
 * has only the newest record of each key. Not for several threads at once.
 */
final class Activations {

  private final TrustedKeys trusted;
  private final Policies policies;
  private final WireCodec.Factory codecs;
  private final InstantSource clock;

  /** By domain and partition, the times of signed activations by their offsets. */
  private final Map<String, NavigableMap<Long, Instant>> signed = new HashMap<>();

  /** By digest, versions that author and approver have signed. */
  private final Map<String, Known> versions = new HashMap<>();

  /** By domain, what this instance has put in force. */
  private final Map<String, PublishedPolicy> inForce = new HashMap<>();

  /** What the topic had at start and was not looked at yet, in its order. */
  private final Deque<Unread> unread = new ArrayDeque<>();

  /** Who may do what with a version, and how it last came into force by a signature, if it did. */
  private record Known(
      String lineage, People people, PublishedPolicy.@Nullable Activation activation) {}

  @SuppressWarnings("ArrayRecordComponent") // Compared with nothing.
  private record Unread(PolicyKey key, byte[] value, SourcePosition at) {}

  Activations(
      TrustedKeys trusted, Policies policies, WireCodec.Factory codecs, InstantSource clock) {
    this.trusted = trusted;
    this.policies = policies;
    this.codecs = codecs;
    this.clock = clock;
  }

  /** Something that the topic had at start: before anything is judged, all of it is looked at. */
  void foresee(String key, byte @Nullable [] value, SourcePosition at) {
    if (value != null && !trusted.isEmpty()) {
      unread.add(new Unread(PolicyKey.parse(key), value, at));
    }
  }

  /**
   * Looks at what the topic had at start.
   *
   * @throws RegistryUnavailableException if it cannot yet
   */
  void readAhead() {
    while (!unread.isEmpty()) {
      Unread next = unread.element();
      try (WireCodec codec = codecs.create()) {
        if (codec.decode(next.at().topic(), next.value(), PolicyDocument.class)
            instanceof WireCodec.Read<PolicyDocument> read) {
          heard(next.key(), PolicyMapper.fromAvro(read.record()), next.at());
        }
      } catch (RegistryUnavailableException e) {
        throw e;
      } catch (RuntimeException unreadable) {
        // It says nothing of others. What is wrong with it is told when it is to come into force.
      }
      unread.remove();
    }
  }

  /** Takes note of a record, whatever becomes of it. */
  void heard(PolicyKey key, PublishedPolicy published, SourcePosition at) {
    if (trusted.isEmpty()) {
      return;
    }
    PublishedPolicy.Activation activation = published.activation();
    boolean sound =
        activation != null
            && trusted.problems(activation, key.domain(), published.sha256()).isEmpty();
    if (activation != null && sound) {
      signed
          .computeIfAbsent(place(key.domain(), at), unseen -> new TreeMap<>())
          .put(at.offset(), activation.at());
    }
    if (key.sha256().isPresent() && trusted.problems(published).isEmpty()) {
      PolicyReader.parse(published.name(), published.document(), new Problems())
          .filter(policy -> policy.ref().sha256().equals(published.sha256()))
          .ifPresent(policy -> versions.put(published.sha256(), known(policy, sound, activation)));
    }
  }

  /** It is in force here from now on. */
  void activated(String domain, PublishedPolicy published) {
    inForce.put(domain, published);
  }

  /** Why the version must not come into force, as far as its activation tells; empty if it may. */
  List<String> problems(String domain, PublishedPolicy published, SourcePosition at) {
    if (trusted.isEmpty()) {
      return List.of();
    }
    PublishedPolicy.Activation activation = published.activation();
    if (activation == null) {
      return List.of("nobody has put it in force");
    }
    List<String> problems =
        new ArrayList<>(trusted.problems(activation, domain, published.sha256()));
    if (!problems.isEmpty()) {
      return problems;
    }
    if (activation.isAhead(clock.instant())) {
      problems.add("it was put in force in the future");
    }
    if (isStale(domain, activation, at)) {
      problems.add("it was put in force before what it would replace");
    }
    problems.addAll(byTheOneBefore(domain, published, activation));
    return problems;
  }

  private boolean isStale(String domain, PublishedPolicy.Activation activation, SourcePosition at) {
    NavigableMap<Long, Instant> times = signed.get(place(domain, at));
    return times != null
        && times.headMap(at.offset(), false).values().stream()
            .anyMatch(earlier -> earlier.isAfter(activation.at()));
  }

  /** Else a version could name the people who may write and approve it. */
  private List<String> byTheOneBefore(
      String domain, PublishedPolicy published, PublishedPolicy.Activation activation) {
    Known before = before(domain, activation);
    if (before == null) {
      return List.of();
    }
    // It was in force by the rules already: the way back must be open in a hurry.
    boolean back =
        before.activation() != null && published.sha256().equals(before.activation().previous());
    String approver = published.approver();
    List<String> problems = new ArrayList<>();
    if (!back) {
      add(before, before.people().author(published.author()), problems);
      add(before, approver == null ? null : before.people().approver(approver), problems);
    }
    return problems;
  }

  /** What is in force here, else what the activation says was: an instance that starts has none. */
  private @Nullable Known before(String domain, PublishedPolicy.Activation activation) {
    PublishedPolicy now = inForce.get(domain);
    if (now == null) {
      return activation.previous() == null ? null : versions.get(activation.previous());
    }
    return policies.all().stream()
        .filter(policy -> policy.ref().sha256().equals(now.sha256()))
        .findFirst()
        .map(policy -> known(policy, true, now.activation()))
        .orElse(null);
  }

  private static Known known(
      Policy policy, boolean sound, PublishedPolicy.@Nullable Activation activation) {
    return new Known(
        policy.ref().toLineage(), policy.charter().people(), sound ? activation : null);
  }

  private static void add(Known before, @Nullable String problem, List<String> to) {
    if (problem != null) {
      to.add("by " + before.lineage() + " before it " + problem);
    }
  }

  private static String place(String domain, SourcePosition at) {
    return domain + '|' + at.partition();
  }
}
