package dev.backstop.topology.emit;

import dev.backstop.decision.Emission;
import dev.backstop.registry.BreakerMapper;
import dev.backstop.registry.CandidateMapper;
import dev.backstop.registry.ControlMapper;
import dev.backstop.registry.DeadLetterMapper;
import dev.backstop.registry.IncidentMapper;
import dev.backstop.registry.InputMapper;
import dev.backstop.registry.LabelMapper;
import dev.backstop.registry.ReviewMapper;
import dev.backstop.registry.RunMapper;
import dev.backstop.registry.TrafficMapper;
import dev.backstop.topology.names.Topic;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** A record ready to be encoded: where it goes, what it says, and its lineage. */
record Outgoing(Topic topic, SpecificRecord record, Headers headers) {

  /**
   * Where an emission goes and what it says; decisions and escalations aside, which are written in
   * a way of their own.
   *
   * @param mostOfALetter bytes of a record that a dead letter keeps
   */
  static Outgoing of(
      Emission emission, Lineage lineage, Headers carried, Instant now, int mostOfALetter) {
    if (emission instanceof Emission.Asked asked) {
      return new Outgoing(
          Topic.REVIEWS, ReviewMapper.toAvro(asked.task()), lineage.of(asked.task(), carried));
    } else if (emission instanceof Emission.Audited audited) {
      return new Outgoing(
          Topic.REVIEWS, ReviewMapper.toAvro(audited.task()), lineage.of(audited.task(), carried));
    } else if (emission instanceof Emission.Labelled labelled) {
      return new Outgoing(
          Topic.FEEDBACK,
          LabelMapper.toAvro(labelled.example()),
          lineage.of(labelled.example(), carried));
    } else if (emission instanceof Emission.Dropped dropped) {
      return new Outgoing(
          Topic.DEAD_LETTERS,
          DeadLetterMapper.toAvro(dropped.letter(), mostOfALetter),
          new RecordHeaders());
    } else if (emission instanceof Emission.Shadowed shadowed) {
      return new Outgoing(
          Topic.SHADOW,
          CandidateMapper.toAvro(shadowed.request()),
          lineage.of(shadowed.request(), carried));
    } else if (emission instanceof Emission.Compared compared) {
      return new Outgoing(
          Topic.COMPARISONS,
          CandidateMapper.toAvro(compared.comparison()),
          lineage.of(compared.comparison(), carried));
    } else if (emission instanceof Emission.Judged judged) {
      return new Outgoing(
          Topic.EVIDENCE, CandidateMapper.toAvro(judged.evidence(), now), new RecordHeaders());
    } else if (emission instanceof Emission.Reported reported) {
      return new Outgoing(
          Topic.HEALTH, BreakerMapper.toAvro(reported.report()), new RecordHeaders());
    } else if (emission instanceof Emission.Reviewed reviewed) {
      return new Outgoing(
          Topic.HEALTH, BreakerMapper.toAvro(reviewed.report()), new RecordHeaders());
    } else if (emission instanceof Emission.Observed observed) {
      return new Outgoing(Topic.HEALTH, InputMapper.toAvro(observed.report()), new RecordHeaders());
    } else if (emission instanceof Emission.Counted counted) {
      return new Outgoing(
          Topic.HEALTH,
          TrafficMapper.toAvro(counted.report(), counted.source()),
          new RecordHeaders());
    } else if (emission instanceof Emission.Moved moved) {
      return new Outgoing(
          Topic.TIER_STATUS, BreakerMapper.toAvro(moved.news()), new RecordHeaders());
    } else if (emission instanceof Emission.Recorded recorded) {
      return new Outgoing(
          Topic.INCIDENTS, IncidentMapper.toAvro(recorded.incident()), new RecordHeaders());
    } else if (emission instanceof Emission.Ran ran) {
      return new Outgoing(Topic.PLAYBOOK_RUNS, RunMapper.toAvro(ran.run()), new RecordHeaders());
    } else if (emission instanceof Emission.Wanted wanted) {
      return new Outgoing(
          Topic.CONTROLS,
          ControlMapper.toAvro(wanted.control(), wanted.signature()),
          new RecordHeaders());
    } else {
      return new Outgoing(
          Topic.AUDIT,
          DeadLetterMapper.toAvro(((Emission.Noted) emission).event()),
          new RecordHeaders(carried));
    }
  }
}
