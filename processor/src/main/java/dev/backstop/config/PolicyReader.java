package dev.backstop.config;

import dev.backstop.condition.Conditions;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.PolicyRef;
import dev.backstop.policy.Audit;
import dev.backstop.policy.Charter;
import dev.backstop.policy.OnTimeout;
import dev.backstop.policy.Policy;
import dev.backstop.policy.Segment;
import dev.backstop.policy.Tier;
import dev.backstop.yaml.Problems;
import dev.backstop.yaml.YamlMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a policy document. All problems are told at once, each with its place. */
public final class PolicyReader {

  private static final int MOST_REVIEWERS = 2;
  private static final String FORMAT = "backstop-policy/1";

  /**
   * Semantic Versioning 2.0.0; the published JSON Schema has the same.
   *
   * @see <a
   *     href="https://semver.org/#is-there-a-suggested-regular-expression-regex-to-check-a-semver-string">
   *     the expression that it suggests</a>
   */
  private static final Pattern VERSION =
      Pattern.compile(
          "(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)"
              + "(-(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(\\.(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?"
              + "(\\+[0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*)?");

  private final Problems problems;

  private PolicyReader(Problems problems) {
    this.problems = problems;
  }

  /** The policy in the file, or empty if there are problems. */
  public static Optional<Policy> read(Path file, Problems problems) {
    try {
      return parse(file.getFileName().toString(), Files.readAllBytes(file), problems);
    } catch (IOException e) {
      problems.add(
          file
              + ": cannot be read; 'policies' must name policy files ("
              + e.getClass().getSimpleName()
              + ")");
      return Optional.empty();
    }
  }

  /**
   * The policy in the document, or empty if there are problems.
   *
   * @param source names the document in messages
   */
  public static Optional<Policy> parse(String source, byte[] document, Problems problems) {
    Problems own = new Problems();
    PolicyReader reader = new PolicyReader(own);
    Optional<Policy> policy = reader.parse(source, document);
    own.all().forEach(problems::add);
    return own.isEmpty() ? policy : Optional.empty();
  }

  private Optional<Policy> parse(String source, byte[] bytes) {
    try (YamlMap document =
        YamlMap.parse(source, new String(bytes, StandardCharsets.UTF_8), problems)) {
      String format = document.string("format");
      if (!format.equals(FORMAT)) {
        document.problem("format", "must be " + FORMAT);
      }
      document.string("description", "");
      document.string("owner");
      PolicyRef ref = new PolicyRef(document.string("name"), version(document), sha256(bytes));
      String domain = document.string("domain");
      Duration deadline = document.duration("deadline");
      FlagReader flags = new FlagReader(document);
      FeatureReader features = new FeatureReader(document, flags);
      Conditions conditions = new Conditions(features.types());
      List<Tier> ladder = ladder(document, conditions, flags, features);
      OnReview onReview = document.constant("onReview", OnReview.class, OnReview.WAIT);
      OnTimeout onTimeout = document.constant("onTimeout", OnTimeout.class, OnTimeout.DEFAULT);
      NoticeReader notices = new NoticeReader(document);
      CharterReader charters = new CharterReader(document, flags);
      Audit audit = AuditReader.read(document, ladder);
      Charter charter = charters.read(features, notices, ladder, audit);
      if (ladder.isEmpty()) {
        return Optional.empty();
      }
      Policy base =
          new Policy(ref, domain, deadline, ladder, onReview, onTimeout, notices.usual())
              .with(charter)
              .with(audit);
      check(document, base);
      List<Segment> segments =
          new SegmentReader(base, conditions, charters, flags, features, PolicyReader::check)
              .read(document);
      return Optional.of(base.with(segments));
    }
  }

  private static String version(YamlMap document) {
    String version = document.string("version");
    if (document.has("version")
        && !document.isMap("version")
        && !VERSION.matcher(version).matches()) {
      document.problem("version", "must be a semantic version, such as 1.0.0 or 1.2.0-rc.1");
    }
    return version;
  }

  private List<Tier> ladder(
      YamlMap document, Conditions conditions, FlagReader flags, FeatureReader features) {
    List<Tier> ladder = new ArrayList<>();
    if (!document.has("ladder")) {
      document.problem("ladder", "is missing: a policy needs at least one tier");
    }
    Set<String> names = new HashSet<>();
    for (YamlMap entry : document.maps("ladder")) {
      try (entry) {
        String name = entry.string("tier");
        if (!names.add(name)) {
          entry.problem("tier", "names a tier that stands in the ladder already");
        }
        String kind = entry.string("kind");
        switch (kind) {
          case "rules" -> ladder.add(RulesReader.read(entry, name, conditions));
          case "model" -> ladder.add(model(entry, name, flags));
          case "ensemble" -> ladder.add(EnsembleReader.read(entry, name, flags));
          case "human" -> ladder.add(human(entry, name, features));
          case "default" ->
              ladder.add(
                  new Tier.Default(name, entry.string("label"), entry.bool("enabled", true)));
          default -> entry.problem("kind", "must be one of rules, model, ensemble, human, default");
        }
      }
    }
    if (document.has("ladder") && ladder.isEmpty()) {
      document.problem("ladder", "has no usable tier");
    }
    return ladder;
  }

  private static Tier model(YamlMap entry, String name, FlagReader flags) {
    double threshold = entry.number("threshold");
    Duration budget = entry.duration("budget");
    checkModel(entry);
    return new Tier.Model(
        name, flags.model(entry, name), threshold, budget, CharterReader.terms(entry));
  }

  /** What a threshold and a budget must be, wherever they stand. */
  static void checkModel(YamlMap entry) {
    if (entry.optionalNumber("threshold").filter(value -> value < 0 || value > 1).isPresent()) {
      entry.problem("threshold", "must be from 0 to 1");
    }
    if (entry.optionalDuration("budget").filter(Duration::isZero).isPresent()) {
      entry.problem("budget", "must be above 0");
    }
  }

  private static Tier human(YamlMap entry, String name, FeatureReader features) {
    List<String> labels = entry.strings("labels");
    if (labels.size() < 2) {
      entry.problem("labels", "must name at least two labels to choose from");
    }
    return new Tier.Human(
        name,
        labels,
        entry.duration("takeWithin"),
        entry.duration("finishWithin"),
        Math.toIntExact(entry.optionalInteger("priority").orElse(5L)),
        features.hidden(entry, name),
        reviewers(entry, 1),
        CharterReader.terms(entry));
  }

  /** How many reviewers must agree, wherever it stands. */
  static int reviewers(YamlMap entry, int otherwise) {
    long wanted = entry.optionalInteger("reviewers").orElse((long) otherwise);
    if (wanted < 1 || wanted > MOST_REVIEWERS) {
      entry.problem("reviewers", "must be 1 or " + MOST_REVIEWERS);
      return otherwise;
    }
    return (int) wanted;
  }

  private static void check(YamlMap document, Policy policy) {
    List<Tier> ladder = policy.ladder();
    for (int i = 0; i < ladder.size() - 1; i++) {
      if (ladder.get(i) instanceof Tier.Default) {
        document.problem(
            "ladder",
            "has tiers after the default tier '"
                + ladder.get(i).name()
                + "' that are never reached");
      }
      if (ladder.get(i) instanceof Tier.Human && !(ladder.get(i + 1) instanceof Tier.Default)) {
        document.problem(
            "ladder",
            "has tier '"
                + ladder.get(i + 1).name()
                + "' after a human one; only a default tier may stand there");
      }
    }
    boolean asksPeople =
        ladder.stream().anyMatch(tier -> tier instanceof Tier.Human && tier.enabled());
    if (asksPeople && policy.onTimeout() == OnTimeout.DEFAULT && policy.defaultTier().isEmpty()) {
      document.problem(
          "onTimeout",
          "is "
              + OnTimeout.DEFAULT.name().toLowerCase(Locale.ROOT)
              + ", but the ladder has no default tier");
    }
    for (Tier tier : ladder) {
      if (tier instanceof Tier.Asking asking && asking.budget().compareTo(policy.deadline()) > 0) {
        document.problem(
            "deadline",
            "is shorter than the budget of tier '" + tier.name() + "', which could never be asked");
      }
    }
  }

  /** The digest by which a document is known, in hex. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
