package dev.backstop.cli;

import dev.backstop.cli.story.Table;
import dev.backstop.cli.story.Words;
import dev.backstop.judge.Evidence;
import dev.backstop.judge.Trial;
import dev.backstop.registry.CandidateMapper;
import dev.backstop.registry.WireCodec;
import dev.backstop.topology.names.Topic;
import dev.backstop.v1.CandidateEvidence;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code backstop canary}. */
@Command(
    name = "canary",
    description = {
      "Candidate models: what is known of them, beside the models in use.",
      "What becomes of them the policies say, in 'canary' and 'shadow'."
    })
final class CanaryCommand {

  private CanaryCommand() {}

  static CommandLine line(BackstopCommand backstop, Terminal terminal) {
    return new CommandLine(new CanaryCommand())
        .addSubcommand(new StatusCommand(backstop, terminal));
  }

  /** {@code backstop canary status}. */
  @Command(
      name = "status",
      description = {
        "Shows the evidence for and against each candidate, and the verdict with its reason.",
        "Ends with 1 where nothing is known of any."
      })
  static final class StatusCommand implements Callable<Integer> {

    private final BackstopCommand backstop;
    private final Terminal terminal;

    @Option(
        names = "--domain",
        paramLabel = "DOMAIN",
        description = "The candidates of this domain's policies alone.")
    private @Nullable String domain;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private final Map<String, Evidence> byKey = new TreeMap<>();

    StatusCommand(BackstopCommand backstop, Terminal terminal) {
      this.backstop = backstop;
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      try (Session session = new Session(backstop.config(), terminal)) {
        read(session);
      }
      if (domain != null) {
        byKey.values().removeIf(evidence -> !evidence.trial().domain().equals(domain));
      }
      if (json) {
        terminal.json(byKey.values().stream().map(CanaryCommand::told).toList());
      } else if (byKey.isEmpty()) {
        terminal.note("nothing is known of any candidate");
      } else {
        say(byKey.values());
      }
      return byKey.isEmpty() ? ExitCode.NO : ExitCode.OK;
    }

    private void read(Session session) {
      session.readWhole(Topic.EVIDENCE, record -> take(session, record));
    }

    private void take(Session session, ConsumerRecord<String, byte[]> record) {
      if (record.value() == null) {
        byKey.remove(record.key());
      } else if (session.decode(record, CandidateEvidence.class)
          instanceof WireCodec.Read<CandidateEvidence> read) {
        byKey.put(record.key(), CandidateMapper.fromAvro(read.record()));
      } else {
        terminal.note("the record of " + record.key() + " cannot be read; it is left out");
      }
    }

    private void say(Collection<Evidence> all) {
      Table table =
          new Table(
              "POLICY",
              "TIER",
              "CANDIDATE",
              "SEGMENT",
              "RECORDS",
              "FOR",
              "AGAINST",
              "VERDICT",
              "SINCE");
      for (Evidence evidence : all) {
        Trial trial = evidence.trial();
        table.row(
            trial.policy().name() + '@' + trial.policy().version(),
            trial.tier(),
            trial.candidate(),
            evidence.segment() == null ? "" : evidence.segment(),
            Long.toString(evidence.records()),
            value(evidence.forCandidate()),
            value(evidence.forIncumbent()),
            evidence.verdict().name(),
            evidence.decidedAt() == null ? "" : Words.time(evidence.decidedAt()));
      }
      terminal.say(table.lines());
      all.forEach(evidence -> terminal.say(sentence(evidence)));
    }
  }

  private static String sentence(Evidence evidence) {
    Trial trial = evidence.trial();
    return "- "
        + trial.candidate()
        + " at "
        + trial.tier()
        + (evidence.segment() == null ? "" : " in segment " + evidence.segment())
        + ", by "
        + trial.basis().name().toLowerCase(Locale.ROOT)
        + ": "
        + evidence.reason();
  }

  private static String value(double evidence) {
    return String.format(Locale.ROOT, evidence < 1e6 ? "%.2f" : "%.1e", evidence);
  }

  private static Map<String, Object> told(Evidence evidence) {
    Trial trial = evidence.trial();
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("policy", trial.policy().toLineage());
    told.put("domain", trial.domain());
    told.put("tier", trial.tier());
    told.put("candidate", trial.candidate());
    told.put("segment", evidence.segment());
    told.put("basis", trial.basis().name());
    told.put("cap", trial.cap());
    told.put("records", evidence.records());
    told.put("candidateFailures", evidence.candidateFailures());
    told.put("incumbentFailures", evidence.incumbentFailures());
    told.put("labelled", evidence.labelled());
    told.put("wins", evidence.pairs().wins());
    told.put("losses", evidence.pairs().losses());
    told.put("winsSince", evidence.watch().pairs().wins());
    told.put("lossesSince", evidence.watch().pairs().losses());
    told.put("evidenceForCandidate", evidence.forCandidate());
    told.put("evidenceForIncumbent", evidence.forIncumbent());
    told.put("agreements", evidence.agreement().agreements());
    told.put("disagreements", evidence.agreement().disagreements());
    told.put("agreementsSince", evidence.watch().agreement().agreements());
    told.put("disagreementsSince", evidence.watch().agreement().disagreements());
    told.put("logLikelihoodRatio", evidence.logLikelihoodRatio());
    told.put("agreementFound", evidence.agreement().found().name());
    told.put("verdict", evidence.verdict().name());
    told.put("reason", evidence.reason());
    told.put("decidedAt", evidence.decidedAt() == null ? null : evidence.decidedAt().toString());
    return told;
  }
}
