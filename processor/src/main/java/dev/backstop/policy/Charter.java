package dev.backstop.policy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a policy declares beside its ladder.
 *
 * @param flags on or off; what they choose stands in the tiers and the inputs already
 * @param translations of the notices, by language and key
 * @param features that conditions may read, with their types
 * @param retention how long a feature may be kept, where that is declared
 * @param candidates the models that are tried, in all segments alike
 * @param breaker when models are taken out of use, in all segments alike
 * @param playbooks what is done when something goes away, in all segments alike
 * @param overload what is done where there is too much to do, in all segments alike
 */
public record Charter(
    Caps caps,
    Risks risks,
    Map<String, Boolean> flags,
    Inputs inputs,
    Map<String, Map<String, String>> translations,
    Map<String, FeatureType> features,
    Map<String, Duration> retention,
    People people,
    Candidates candidates,
    BreakerRules breaker,
    List<Playbook> playbooks,
    OverloadRules overload) {

  /** Nothing. */
  public static final Charter PLAIN =
      new Charter(
          Caps.NONE,
          Risks.NONE,
          Map.of(),
          Inputs.AS_THEY_COME,
          Map.of(),
          Map.of(),
          Map.of(),
          People.ANYBODY,
          Candidates.NONE,
          BreakerRules.USUAL,
          List.of(),
          OverloadRules.USUAL);

  public Charter {
    flags = Map.copyOf(flags);
    translations = Map.copyOf(translations);
    features = Map.copyOf(features);
    retention = Map.copyOf(retention);
    playbooks = List.copyOf(playbooks);
  }

  /**
   * What is declared for a segment.
   *
   * @param risk its own, or null for the policy's
   */
  public Charter forSegment(@Nullable RiskClass risk, Map<String, Boolean> flags, Inputs inputs) {
    return new Charter(
        caps,
        risks.standing(risk),
        flags,
        inputs,
        translations,
        features,
        retention,
        people,
        candidates,
        breaker,
        playbooks,
        overload);
  }

  /** What is declared, with these models tried. */
  public Charter with(Candidates candidates) {
    return new Charter(
        caps,
        risks,
        flags,
        inputs,
        translations,
        features,
        retention,
        people,
        candidates,
        breaker,
        playbooks,
        overload);
  }

  /** The sentence in the language, or in the one it is a variant of; null if there is neither. */
  @Nullable String translation(String language, String key) {
    Map<String, String> own = translations.get(language);
    if (own == null && language.indexOf('-') > 0) {
      own = translations.get(language.substring(0, language.indexOf('-')));
    }
    return own == null ? null : own.get(key);
  }
}
