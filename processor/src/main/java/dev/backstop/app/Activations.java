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
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
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

  /** By domain and partition, signed activations by their offsets. */
  private final Map<String, NavigableMap<Long, Signed>> signed = new HashMap<>();

  /** By digest, versions that author and approver have signed. */
  private final Map<String, Known> versions = new HashMap<>();

  /** By domain, what this instance has put in force. */
  private final Map<String, PublishedPolicy> inForce = new HashMap<>();

  /** What the topic had at start and was not looked at yet, in its order. */
  private final Deque<Unread> unread = new ArrayDeque<>();

  /** That a version was put in force, by the digest of its document. */
  private record Signed(Instant at, String sha256) {}

  /**
   * Who has written and approved a version, who may do what with it, and how it last came into
   * force by a signature, if it did.
   */
  private record Known(
      String lineage,
      People people,
      String author,
      @Nullable String approver,
      PublishedPolicy.@Nullable Activation activation) {

    /** Whether this one lets those who have written and approved the other. */
    boolean lets(Known other) {
      return people.author(other.author()) == null
          && (other.approver() == null || people.approver(other.approver()) == null);
    }

    /** Whether the version is the one that was in force before this one. */
    boolean follows(String sha256) {
      return activation != null && sha256.equals(activation.previous());
    }
  }

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
          .put(at.offset(), new Signed(activation.at(), published.sha256()));
    }
    if (key.sha256().isPresent() && trusted.problems(published).isEmpty()) {
      PolicyReader.parse(published.name(), published.document(), new Problems())
          .filter(policy -> policy.ref().sha256().equals(published.sha256()))
          .ifPresent(
              policy ->
                  versions.put(
                      published.sha256(), known(policy, published, sound ? activation : null)));
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
    problems.addAll(byTheOneBefore(domain, published, activation, at));
    return problems;
  }

  private boolean isStale(String domain, PublishedPolicy.Activation activation, SourcePosition at) {
    return earlier(domain, at).values().stream()
        .anyMatch(earlier -> earlier.at().isAfter(activation.at()));
  }

  private NavigableMap<Long, Signed> earlier(String domain, SourcePosition at) {
    return signed
        .getOrDefault(place(domain, at), Collections.emptyNavigableMap())
        .headMap(at.offset(), false);
  }

  /** Else a version could name the people who may write and approve it. */
  private List<String> byTheOneBefore(
      String domain,
      PublishedPolicy published,
      PublishedPolicy.Activation activation,
      SourcePosition at) {
    Known before = before(domain, published, activation, at);
    if (before == null) {
      return List.of();
    }
    // It was in force by the rules already: the way back must be open in a hurry.
    boolean back = before.follows(published.sha256());
    String approver = published.approver();
    List<String> problems = new ArrayList<>();
    if (!back) {
      add(before, before.people().author(published.author()), problems);
      add(before, approver == null ? null : before.people().approver(approver), problems);
    }
    return problems;
  }

  /**
   * What is in force here. An instance that starts has nothing, and finds out what was: what the
   * activation names, or the last one that was put in force before it; and where others refused
   * that, the one before.
   */
  private @Nullable Known before(
      String domain,
      PublishedPolicy published,
      PublishedPolicy.Activation activation,
      SourcePosition at) {
    PublishedPolicy now = inForce.get(domain);
    if (now == null) {
      String previous = activation.previous();
      return inForceOf(
          previous != null ? previous : lastOther(domain, published.sha256(), at), new HashSet<>());
    }
    return policies.all().stream()
        .filter(policy -> policy.ref().sha256().equals(now.sha256()))
        .findFirst()
        .map(policy -> known(policy, now, now.activation()))
        .orElse(null);
  }

  private @Nullable String lastOther(String domain, String sha256, SourcePosition at) {
    return earlier(domain, at).descendingMap().values().stream()
        .map(Signed::sha256)
        .filter(other -> !other.equals(sha256))
        .findFirst()
        .orElse(null);
  }

  /**
   * The version, if it came into force; else the one that stayed in force for it.
   *
   * @param seen digests of those that were looked at: a way back makes a circle
   */
  private @Nullable Known inForceOf(@Nullable String sha256, Set<String> seen) {
    if (sha256 == null) {
      return null;
    }
    Known version = versions.get(sha256);
    if (version == null || version.activation() == null || !seen.add(sha256)) {
      return version;
    }
    Known before = inForceOf(version.activation().previous(), seen);
    boolean came = before == null || before.follows(sha256) || before.lets(version);
    return came ? version : before;
  }

  private static Known known(
      Policy policy, PublishedPolicy published, PublishedPolicy.@Nullable Activation activation) {
    return new Known(
        policy.ref().toLineage(),
        policy.charter().people(),
        published.author(),
        published.approver(),
        activation);
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
