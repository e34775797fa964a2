package dev.backstop.config;

import dev.backstop.condition.Conditions;
import dev.backstop.domain.ModelName;
import dev.backstop.domain.OnReview;
import dev.backstop.domain.PolicyRef;
import dev.backstop.domain.Reason;
import dev.backstop.policy.Audit;
import dev.backstop.policy.FeatureType;
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
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a policy document. All problems are told at once, each with its place. */
public final class PolicyReader {

  private static final String FORMAT = "backstop-policy/1";

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
      PolicyRef ref =
          new PolicyRef(document.string("name"), document.string("version"), sha256(bytes));
      String domain = document.string("domain");
      Duration deadline = document.duration("deadline");
      Map<String, FeatureType> features = features(document);
      Conditions conditions = new Conditions(features);
      List<Tier> ladder = ladder(document, conditions);
      OnReview onReview = document.constant("onReview", OnReview.class, OnReview.WAIT);
      OnTimeout onTimeout = document.constant("onTimeout", OnTimeout.class, OnTimeout.DEFAULT);
      Map<String, String> notices = notices(document);
      Audit audit = AuditReader.read(document, ladder);
      if (ladder.isEmpty()) {
        return Optional.empty();
      }
      Policy base =
          new Policy(ref, domain, deadline, ladder, onReview, onTimeout, notices).with(audit);
      check(document, base);
      List<Segment> segments =
          new SegmentReader(base, conditions, PolicyReader::check).read(document);
      return Optional.of(base.with(segments));
    }
  }

  private static Map<String, FeatureType> features(YamlMap document) {
    Map<String, FeatureType> features = new LinkedHashMap<>();
    YamlMap declared = document.map("features");
    for (String feature : declared.keySet()) {
      try (YamlMap entry = declared.map(feature)) {
        features.put(feature, entry.constant("type", FeatureType.class));
      }
    }
    return features;
  }

  private List<Tier> ladder(YamlMap document, Conditions conditions) {
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
          case "model" -> ladder.add(model(entry, name));
          case "human" -> ladder.add(human(entry, name));
          case "default" -> ladder.add(new Tier.Default(name, entry.string("label")));
          default -> entry.problem("kind", "must be one of rules, model, human, default");
        }
      }
    }
    if (document.has("ladder") && ladder.isEmpty()) {
      document.problem("ladder", "has no usable tier");
    }
    return ladder;
  }

  private static Tier model(YamlMap entry, String name) {
    double threshold = entry.number("threshold");
    Duration budget = entry.duration("budget");
    checkModel(entry);
    String model = entry.string("model");
    if (entry.has("model") && ModelName.parse(model).isEmpty()) {
      entry.problem("model", "must be the name of a model, or name@version");
    }
    return new Tier.Model(name, model, threshold, budget, entry.bool("enabled", true));
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

  private static Tier human(YamlMap entry, String name) {
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
        Set.copyOf(entry.strings("hidden")));
  }

  private static Map<String, String> notices(YamlMap document) {
    Set<String> keys = new HashSet<>(List.of("PROVISIONAL", "REJECTED", "DEGRADED"));
    Arrays.stream(Reason.values()).map(Enum::name).forEach(keys::add);
    Map<String, String> notices = new LinkedHashMap<>();
    YamlMap map = document.map("notices");
    for (String key : map.keySet()) {
      if (keys.contains(key)) {
        notices.put(key, map.string(key));
      } else {
        map.problem(key, "is neither a reason nor PROVISIONAL, REJECTED or DEGRADED");
      }
    }
    return notices;
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
    boolean asksPeople = ladder.stream().anyMatch(Tier.Human.class::isInstance);
    if (asksPeople && policy.onTimeout() == OnTimeout.DEFAULT && policy.defaultTier().isEmpty()) {
      document.problem(
          "onTimeout",
          "is "
              + OnTimeout.DEFAULT.name().toLowerCase(Locale.ROOT)
              + ", but the ladder has no default tier");
    }
    for (Tier tier : ladder) {
      if (tier instanceof Tier.Model model && model.budget().compareTo(policy.deadline()) > 0) {
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
