package dev.backstop.config;

import dev.backstop.control.Control;
import dev.backstop.domain.DegradationLevel;
import dev.backstop.policy.Audit;
import dev.backstop.policy.BreakerRules;
import dev.backstop.policy.Candidate;
import dev.backstop.policy.Candidates;
import dev.backstop.policy.Playbook;
import dev.backstop.policy.Playbook.Action;
import dev.backstop.policy.Proof;
import dev.backstop.policy.Tier;
import dev.backstop.yaml.YamlMap;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what a policy wants done when something goes away. */
final class PlaybookReader {

  /** It is part of ids, of who set a control, and of a meter's tag. */
  private static final String NAME = "[A-Za-z0-9._-]{1,60}";

  private static final Duration CALM = Duration.ofMinutes(1);
  private static final Duration WITHIN = Duration.ofMinutes(15);
  private static final Duration LIMIT = Duration.ofHours(4);

  private final List<Tier> ladder;
  private final Audit audit;
  private final BreakerRules breaker;

  /** How many risk classes the policy has. */
  private final int risks;

  /** Whether the policy asks one model alone, and in no segments, which are watched apart. */
  private final boolean single;

  private final Set<String> names = new HashSet<>();

  private PlaybookReader(
      List<Tier> ladder, Audit audit, BreakerRules breaker, int risks, boolean single) {
    this.ladder = ladder;
    this.audit = audit;
    this.breaker = breaker;
    this.risks = risks;
    this.single = single;
  }

  static List<Playbook> read(
      YamlMap document,
      List<Tier> ladder,
      Audit audit,
      BreakerRules breaker,
      int risks,
      Candidates candidates) {
    boolean single = !document.has("segments") && asked(ladder, candidates).count() == 1;
    PlaybookReader reader = new PlaybookReader(ladder, audit, breaker, risks, single);
    List<Playbook> read = new ArrayList<>();
    for (YamlMap entry : document.maps("playbooks")) {
      try (entry) {
        read.add(reader.playbook(entry));
      }
    }
    return read;
  }

  /** The models that the policy asks, each once. */
  private static Stream<String> asked(List<Tier> ladder, Candidates candidates) {
    return Stream.concat(
            ladder.stream()
                .filter(Tier.Asking.class::isInstance)
                .flatMap(tier -> ((Tier.Asking) tier).models().stream()),
            candidates.all().stream().map(Candidate::model))
        .distinct();
  }

  private Playbook playbook(YamlMap entry) {
    String name = entry.string("playbook");
    if (!name.isEmpty() && !name.matches(NAME)) {
      entry.problem("playbook", "must have 1 to 60 letters, digits, dots, dashes and underscores");
    } else if (!names.add(name)) {
      entry.problem("playbook", "names a playbook that stands before it already");
    }
    Playbook.Trigger trigger = trigger(entry);
    Duration lasting = entry.optionalDuration("lasting").orElse(Duration.ZERO);
    Duration approval = entry.has("approval") ? above(entry, "approval", CALM) : null;
    List<YamlMap> wanted = entry.maps("actions");
    List<Action> actions = actions(wanted);
    if (wanted.isEmpty()) {
      entry.problem("actions", "must name at least one");
    }
    Duration calm = CALM;
    Duration within = WITHIN;
    Proof proof;
    try (YamlMap verify = entry.map("verify")) {
      calm = above(verify, "calm", CALM);
      within = above(verify, "within", WITHIN);
      if (within.compareTo(calm) < 0) {
        verify.problem("within", "must be no shorter than 'calm', for which it must be over");
      }
      boolean silenced = single && actions.stream().anyMatch(Action::bars);
      proof = ProofReader.read(verify, breaker, audit, isSampling(actions), trigger, silenced);
    }
    List<Action> escalation = actions(entry.maps("escalate"));
    Duration limit = above(entry, "limit", LIMIT);
    if (limit.compareTo(Control.LONGEST) > 0 || limit.compareTo(within) < 0) {
      entry.problem(
          "limit",
          "must be no shorter than 'within' and no longer than "
              + Control.LONGEST.toDays()
              + " days, as any control");
    } else if (!escalation.isEmpty() && limit.equals(within)) {
      entry.problem("limit", "must be longer than 'within', or what 'escalate' says is never done");
    }
    return new Playbook(
        name, trigger, lasting, approval, actions, calm, within, proof, escalation, limit);
  }

  private static boolean isSampling(List<Action> actions) {
    return actions.stream()
        .anyMatch(
            action ->
                action.kind() == Action.Kind.AUDIT && action.share() != null && action.share() > 0);
  }

  private Playbook.Trigger trigger(YamlMap entry) {
    if (!entry.has("when")) {
      entry.problem("when", "is missing: it says what sets the playbook off");
    }
    try (YamlMap when = entry.map("when")) {
      DegradationLevel level = when.optionalConstant("level", DegradationLevel.class).orElse(null);
      String tier = when.optionalString("tier").orElse(null);
      Playbook.Risk risk = when.optionalConstant("risk", Playbook.Risk.class).orElse(null);
      boolean drift = when.bool("drift", false);
      long named = Stream.of("level", "tier", "risk", "drift").filter(when::has).count();
      if (entry.has("when") && named != 1) {
        entry.problem("when", "must have one of 'level', 'tier', 'risk' and 'drift'");
      }
      if (when.has("drift") && !drift) {
        when.problem("drift", "must be true: what has not drifted sets nothing off");
      }
      if (level == DegradationLevel.NORMAL) {
        when.problem("level", "must be above NORMAL, which sets nothing off");
      }
      if (tier != null) {
        known(when, tier);
      }
      return new Playbook.Trigger(level, tier, risk, drift);
    }
  }

  private List<Action> actions(List<YamlMap> wanted) {
    List<Action> actions = new ArrayList<>();
    for (YamlMap one : wanted) {
      try (one) {
        Optional<Action.Kind> kind = one.optionalConstant("do", Action.Kind.class);
        if (!one.has("do")) {
          one.problem("do", "is missing: STOP, FORCE, TIER_OFF, AUDIT, TIGHTEN, SHED or NOTIFY");
        }
        if (kind.isPresent()) {
          actions.add(action(one, kind.get()));
        } else {
          // Which keys it may have depends on what is to be done.
          one.keySet().forEach(one::has);
        }
      }
    }
    return actions;
  }

  private Action action(YamlMap entry, Action.Kind kind) {
    return switch (kind) {
      case STOP -> new Action(kind, null, null, null);
      case FORCE, TIER_OFF -> {
        String tier = entry.string("tier");
        known(entry, tier);
        yield new Action(kind, tier, null, null);
      }
      case AUDIT -> {
        double share = entry.number("share");
        if (share < 0 || share > 1) {
          entry.problem("share", "must be from 0 to 1");
        }
        if (!audit.declared()) {
          entry.problem("do", "needs an 'audit' section, which says by which coin to draw");
        }
        yield new Action(kind, null, share, null);
      }
      case TIGHTEN -> new Action(kind, null, part(entry, "by"), null);
      case SHED -> {
        double from = part(entry, "from");
        if (risks < 2 || ladder.stream().noneMatch(PlaybookReader::isBounded)) {
          entry.problem(
              "do",
              "needs two 'risks' or more, of which the least grave is turned away, and a tier of"
                  + " models with 'maxWait', whose queue it is");
        }
        yield new Action(kind, null, from, null);
      }
      case NOTIFY -> {
        String url = entry.optionalString("url").orElse(null);
        if (url != null && !isUsable(url)) {
          entry.problem(
              "url", "must be an address that begins with http:// or https://, without a user");
        }
        yield new Action(kind, null, null, url);
      }
    };
  }

  private static double part(YamlMap entry, String key) {
    double part = entry.number(key);
    if (!(part > 0 && part <= 1)) {
      entry.problem(key, "must be above 0 and at most 1");
    }
    return part;
  }

  private static boolean isBounded(Tier tier) {
    return tier instanceof Tier.Asking asking && asking.terms().bounds().maxWait() != null;
  }

  private void known(YamlMap entry, @Nullable String name) {
    if (entry.has("tier")
        && !ladder.isEmpty()
        && ladder.stream().noneMatch(tier -> tier.name().equals(name))) {
      entry.problem(
          "tier",
          "names no tier of the ladder (there: "
              + ladder.stream().map(Tier::name).collect(Collectors.joining(", "))
              + ")");
    }
  }

  private static boolean isUsable(String url) {
    try {
      URI uri = new URI(url);
      return uri.getHost() != null
          && uri.getUserInfo() == null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static Duration above(YamlMap entry, String key, Duration absent) {
    Duration value = entry.optionalDuration(key).orElse(absent);
    if (value.isZero()) {
      entry.problem(key, "must be above 0");
    }
    return value;
  }
}
