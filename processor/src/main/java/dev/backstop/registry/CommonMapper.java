package dev.backstop.registry;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.AuditDraw;
import dev.backstop.domain.Features;
import dev.backstop.domain.Member;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Notice;
import dev.backstop.domain.Opinion;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.PolicyRef;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Score;
import dev.backstop.domain.SourcePosition;
import dev.backstop.domain.TierKind;
import dev.backstop.v1.AttemptMember;
import dev.backstop.v1.ReviewOpinion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts that several records share. */
final class CommonMapper {

  private CommonMapper() {}

  /** The domain's enum and the contract's have the same symbols; a test holds them together. */
  static <E extends Enum<E>> @Nullable E toAvro(@Nullable Enum<?> value, Class<E> type) {
    return value == null ? null : Enum.valueOf(type, value.name());
  }

  static <E extends Enum<E>> E required(Enum<?> value, Class<E> type) {
    return Enum.valueOf(type, value.name());
  }

  static dev.backstop.v1.ModelRef toAvro(ModelRef ref) {
    return new dev.backstop.v1.ModelRef(ref.name(), ref.version(), ref.sha256());
  }

  static dev.backstop.v1.PolicyRef toAvro(PolicyRef ref) {
    return new dev.backstop.v1.PolicyRef(ref.name(), ref.version(), ref.sha256());
  }

  static PolicyRef fromAvro(dev.backstop.v1.PolicyRef ref) {
    return new PolicyRef(ref.getName(), ref.getVersion(), ref.getSha256());
  }

  static dev.backstop.v1.SourcePosition toAvro(SourcePosition source) {
    return new dev.backstop.v1.SourcePosition(source.topic(), source.partition(), source.offset());
  }

  static SourcePosition fromAvro(dev.backstop.v1.SourcePosition source) {
    return new SourcePosition(source.getTopic(), source.getPartition(), source.getOffset());
  }

  static dev.backstop.v1.@Nullable Notice toAvro(@Nullable Notice notice) {
    return notice == null ? null : new dev.backstop.v1.Notice(notice.key(), notice.text());
  }

  static @Nullable Notice fromAvro(dev.backstop.v1.@Nullable Notice notice) {
    return notice == null ? null : new Notice(notice.getKey(), notice.getText());
  }

  static dev.backstop.v1.@Nullable AuditDraw toAvro(@Nullable AuditDraw draw) {
    return draw == null
        ? null
        : new dev.backstop.v1.AuditDraw(
            draw.salt(),
            draw.epoch(),
            draw.propensity(),
            draw.drawn(),
            toAvro(draw.half(), dev.backstop.v1.PanelHalf.class));
  }

  static @Nullable AuditDraw fromAvro(dev.backstop.v1.@Nullable AuditDraw draw) {
    return draw == null
        ? null
        : new AuditDraw(
            draw.getSalt(),
            draw.getEpoch(),
            draw.getPropensity(),
            draw.getHalf() == null ? null : required(draw.getHalf(), AuditDraw.Half.class));
  }

  /** Both sides hold the same types, so the map itself is handed over. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> toAvro(Features features) {
    return (Map<String, Object>) (Map<?, ?>) features.values();
  }

  @SuppressWarnings("unchecked")
  static Features features(Map<String, Object> values) {
    return new Features((Map<String, @Nullable Object>) (Map<?, ?>) values);
  }

  static List<dev.backstop.v1.Attempt> toAvro(List<Attempt> attempts) {
    List<dev.backstop.v1.Attempt> mapped = new ArrayList<>(attempts.size());
    for (Attempt attempt : attempts) {
      mapped.add(toAvro(attempt));
    }
    return mapped;
  }

  static List<Attempt> fromAvro(List<dev.backstop.v1.Attempt> attempts) {
    List<Attempt> mapped = new ArrayList<>(attempts.size());
    for (dev.backstop.v1.Attempt attempt : attempts) {
      mapped.add(fromAvro(attempt));
    }
    return mapped;
  }

  private static dev.backstop.v1.Attempt toAvro(Attempt attempt) {
    dev.backstop.v1.Attempt mapped = new dev.backstop.v1.Attempt();
    mapped.setTier(attempt.tier());
    mapped.setTierKind(required(attempt.tierKind(), dev.backstop.v1.TierKind.class));
    mapped.setModel(attempt.model() == null ? null : toAvro(attempt.model()));
    mapped.setLabel(attempt.label());
    mapped.setScores(attempt.scores());
    mapped.setRawConfidence(attempt.score() == null ? null : attempt.score().rawConfidence());
    mapped.setConfidence(attempt.confidence());
    mapped.setThreshold(attempt.threshold());
    mapped.setLatencyMicros(attempt.latencyMicros());
    mapped.setReason(toAvro(attempt.reason(), dev.backstop.v1.Reason.class));
    mapped.setDetail(attempt.detail());
    mapped.setAt(attempt.at());
    mapped.setControl(attempt.control());
    List<AttemptMember> members = new ArrayList<>(attempt.members().size());
    attempt.members().forEach(member -> members.add(toAvro(member)));
    mapped.setMembers(members);
    mapped.setSources(attempt.sources());
    mapped.setCanary(attempt.canary());
    mapped.setOpinions(opinionsToAvro(attempt.opinions()));
    return mapped;
  }

  private static AttemptMember toAvro(Member member) {
    Score score = member.score();
    AttemptMember mapped = new AttemptMember();
    mapped.setName(member.name());
    mapped.setModel(member.model() == null ? null : toAvro(member.model()));
    mapped.setLabel(score == null ? null : score.label());
    mapped.setScores(score == null ? Map.of() : score.scores());
    mapped.setRawConfidence(score == null ? null : score.rawConfidence());
    mapped.setConfidence(score == null ? null : score.confidence());
    mapped.setLatencyMicros(member.latencyMicros());
    mapped.setReason(toAvro(member.reason(), dev.backstop.v1.Reason.class));
    mapped.setDetail(member.detail());
    return mapped;
  }

  private static Member fromAvro(AttemptMember member) {
    Score score =
        score(
            member.getLabel(),
            member.getScores(),
            member.getRawConfidence(),
            member.getConfidence());
    Outcome outcome =
        score != null
            ? new Outcome.Scored(score)
            : new Outcome.Failed(
                member.getReason() == null
                    ? Reason.UNKNOWN
                    : required(member.getReason(), Reason.class),
                member.getDetail() == null ? "" : member.getDetail());
    return new Member(
        member.getName(), fromAvro(member.getModel()), outcome, member.getLatencyMicros());
  }

  private static @Nullable Score score(
      @Nullable String label,
      Map<String, Double> scores,
      @Nullable Double raw,
      @Nullable Double confidence) {
    return label == null || raw == null || confidence == null
        ? null
        : new Score(label, scores, raw, confidence);
  }

  static @Nullable ModelRef fromAvro(dev.backstop.v1.@Nullable ModelRef model) {
    return model == null
        ? null
        : new ModelRef(model.getName(), model.getVersion(), model.getSha256());
  }

  /** An attempt as it was written. */
  public static Attempt fromAvro(dev.backstop.v1.Attempt attempt) {
    List<Member> members = new ArrayList<>(attempt.getMembers().size());
    attempt.getMembers().forEach(member -> members.add(fromAvro(member)));
    return new Attempt(
        attempt.getTier(),
        required(attempt.getTierKind(), TierKind.class),
        fromAvro(attempt.getModel()),
        score(
            attempt.getLabel(),
            attempt.getScores(),
            attempt.getRawConfidence(),
            attempt.getConfidence()),
        attempt.getLabel(),
        attempt.getThreshold(),
        attempt.getLatencyMicros(),
        attempt.getReason() == null ? null : required(attempt.getReason(), Reason.class),
        attempt.getDetail(),
        attempt.getAt(),
        attempt.getControl(),
        members,
        attempt.getSources(),
        attempt.getCanary(),
        opinions(attempt.getOpinions()));
  }

  static List<ReviewOpinion> opinionsToAvro(List<Opinion> opinions) {
    return opinions.stream()
        .map(said -> new ReviewOpinion(said.reviewer(), said.label(), said.at()))
        .toList();
  }

  static List<Opinion> opinions(List<ReviewOpinion> opinions) {
    return opinions.stream()
        .map(said -> new Opinion(said.getReviewer(), said.getLabel(), said.getAt()))
        .toList();
  }
}
