package dev.backstop.cli;

import dev.backstop.cli.bundle.Findings;
import dev.backstop.cli.bundle.Mix;
import dev.backstop.cli.page.Chart;
import dev.backstop.cli.story.Trail;
import dev.backstop.config.PolicyReader;
import dev.backstop.domain.PolicyRef;
import dev.backstop.incident.Incident;
import dev.backstop.policy.Policy;
import dev.backstop.policy.PolicyDiff;
import dev.backstop.policy.PublishedPolicy;
import dev.backstop.registry.DecisionMapper;
import dev.backstop.registry.WireCodec;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.AuditEvent;
import dev.backstop.yaml.Problems;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/** Gathers what the topics, and a Prometheus, know of an incident. */
final class IncidentEvidence {

  /** What the audit topic has that is about one request each, or is in the record already. */
  private static final Set<String> NOT_TOLD =
      Set.of(
          "DUPLICATE_REQUEST",
          "DUPLICATE_TASK",
          "DUPLICATE_VERDICT",
          "LATE_VERDICT",
          "REFUSED_VERDICT",
          "INCIDENT_OPENED",
          "INCIDENT_CLOSED");

  private final Session session;
  private final Terminal terminal;
  private final Duration around;
  private final int samples;
  private final @Nullable URI prometheus;
  private final List<String> missing = new ArrayList<>();

  /**
   * Of one session.
   *
   * @param around how long before and after the incident to look too
   * @param samples how many requests to tell in full, at most
   */
  IncidentEvidence(
      Session session, Terminal terminal, Duration around, int samples, @Nullable URI prometheus) {
    this.session = session;
    this.terminal = terminal;
    this.around = around;
    this.samples = samples;
    this.prometheus = prometheus;
  }

  Findings of(Incident incident, Instant now) {
    Instant until = incident.closedAt() == null ? now : incident.closedAt();
    Instant from = incident.openedAt().minus(around);
    Instant to = until.plus(around).isAfter(now) ? now : until.plus(around);
    Mix mix = new Mix(incident.openedAt(), until, Math.max(1, samples));
    List<Trail.Noted> events = read(incident.domain(), from, to, mix);
    if (mix.isEmpty()) {
      missing.add("The topic of the decisions has none of that time and domain any more, or yet.");
    }
    List<Findings.Governing> policies = policies(incident);
    return new Findings(
        incident,
        Json.text(incident),
        now,
        around,
        events,
        policies,
        mix,
        samples(mix, from),
        charts(incident, from, to, until),
        missing);
  }

  private List<Trail.Noted> read(String domain, Instant from, Instant to, Mix mix) {
    // Each instance tells of a control and of a policy; one of them is enough.
    Map<List<Object>, Trail.Noted> events = new LinkedHashMap<>();
    String audit = session.name(Topic.AUDIT);
    try (KafkaConsumer<String, byte[]> consumer = session.consumer()) {
      session
          .reader(consumer)
          .read(
              List.of(audit, session.name(Topic.DECISIONS)),
              from,
              record -> !Instant.ofEpochMilli(record.timestamp()).isAfter(to),
              record -> {
                if (record.topic().equals(audit)) {
                  event(record, domain, from, to)
                      .ifPresent(noted -> events.putIfAbsent(identity(noted), noted));
                } else {
                  decision(record, domain, mix);
                }
              });
    }
    return events.values().stream().sorted(Comparator.comparing(Trail.Noted::at)).toList();
  }

  private static List<Object> identity(Trail.Noted noted) {
    String control = noted.details().getOrDefault("control", "");
    String policy = noted.details().getOrDefault("activatedAt", "");
    boolean once = control.isEmpty() && policy.isEmpty();
    return List.of(
        noted.kind(), noted.description(), control, policy, once ? noted.at() : Instant.EPOCH);
  }

  private Optional<Trail.Noted> event(
      ConsumerRecord<String, byte[]> record, String domain, Instant from, Instant to) {
    if (!(session.decode(record, AuditEvent.class) instanceof WireCodec.Read<AuditEvent> read)) {
      return Optional.empty();
    }
    Trail.Noted noted = TrailReader.noted(read.record());
    String of = noted.details().getOrDefault("domain", "");
    boolean concerns = of.equals(domain) || of.equals(Policy.ANY_DOMAIN);
    boolean then = !noted.at().isBefore(from) && !noted.at().isAfter(to);
    return concerns && then && !NOT_TOLD.contains(noted.kind())
        ? Optional.of(noted)
        : Optional.empty();
  }

  private void decision(ConsumerRecord<String, byte[]> record, String domain, Mix mix) {
    try {
      if (session.decode(record, dev.backstop.v1.Decision.class)
              instanceof WireCodec.Read<dev.backstop.v1.Decision> read
          && read.record().getDomain().equals(domain)) {
        mix.add(DecisionMapper.fromAvro(read.record()));
      }
    } catch (IllegalArgumentException e) {
      terminal.note("a decision holds something that this release does not know; it is left out");
    }
  }

  private List<Findings.Sample> samples(Mix mix, Instant from) {
    Map<String, String> chosen = mix.examples(samples);
    if (chosen.isEmpty()) {
      return List.of();
    }
    TrailReader reader = new TrailReader(session, chosen.keySet());
    reader.read(from);
    return reader.trails().stream()
        .map(
            trail ->
                new Findings.Sample(Objects.requireNonNull(chosen.get(trail.requestId())), trail))
        .toList();
  }

  private List<Findings.Governing> policies(Incident incident) {
    PolicyShelf shelf = PolicyShelf.read(session);
    List<Findings.Governing> governing = new ArrayList<>();
    Policy before = null;
    for (PolicyRef ref : incident.policies()) {
      Optional<PublishedPolicy> published = shelf.bySha256(incident.domain(), ref.sha256());
      Policy policy =
          published
              .flatMap(of -> PolicyReader.parse(of.name(), of.document(), new Problems()))
              .orElse(null);
      if (published.isEmpty()) {
        missing.add(
            "Policy "
                + ref.toLineage()
                + " is not on the topic: it was that of a file. Put the file beside these.");
      }
      governing.add(
          new Findings.Governing(
              ref,
              published.map(of -> new String(of.document(), StandardCharsets.UTF_8)).orElse(null),
              published.map(IncidentEvidence::standing).orElse("From a file of the instances."),
              before == null || policy == null ? null : PolicyDiff.between(before, policy)));
      before = policy;
    }
    return governing;
  }

  private static String standing(PublishedPolicy published) {
    PublishedPolicy.Activation activation = published.activation();
    return "Written by "
        + published.author()
        + (published.approver() == null ? "" : ", approved by " + published.approver())
        + (activation == null
            ? "."
            : ", put in force by " + activation.by() + ", because: " + activation.why() + ".");
  }

  private List<Chart> charts(Incident incident, Instant from, Instant to, Instant until) {
    if (prometheus == null) {
      missing.add("There are no charts: --prometheus names no Prometheus to take the meters from.");
      return List.of();
    }
    Chart.Marked marked = new Chart.Marked(incident.openedAt(), until);
    try {
      return new PrometheusCharts(prometheus).of(incident, from, to, marked);
    } catch (IOException e) {
      missing.add(
          "There are no charts: " + prometheus + " gave no meters (" + e.getMessage() + ").");
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      missing.add("There are no charts: it was broken off.");
      return List.of();
    }
  }
}
