package dev.backstop.verify.fault;

import java.util.Optional;

/** What is done to a run. */
public enum FaultKind {
  /** SIGKILL of an instance, which is started again at once. */
  INSTANCE_KILL("instanceKill"),
  /** The instance halts as it hands a decision to its producer. */
  CRASH_BEFORE_PRODUCE("crashBeforeProduce", "before-produce"),
  /**
   * The instance halts when the broker has its decisions, before their transaction is committed.
   */
  CRASH_PRODUCE_COMMIT("crashProduceCommit", "produce-commit"),
  /** The instance halts after a commit, before it does anything that rests on it. */
  CRASH_COMMIT_ACKNOWLEDGE("crashCommitAcknowledge", "commit-acknowledge"),
  /** The instance halts when a review is closed in its store, before the decision leaves. */
  CRASH_CLAIM_EMIT("crashClaimEmit", "claim-emit"),
  /** SIGKILL of the broker, which is started again at once. */
  BROKER_KILL("brokerKill"),
  /** SIGSTOP of an instance for longer than its transaction may take. */
  INSTANCE_PAUSE("instancePause"),
  /** All connections of an instance to the broker break, and none is made for some seconds. */
  CONNECTION_CUT("connectionCut"),
  /** A model's directory is deleted, and the instance killed: it must refuse to start. */
  MODEL_DELETED("modelDeleted"),
  /** The policy's file is replaced, and the instances are restarted one after the other. */
  POLICY_CHANGE("policyChange"),
  MODEL_THROWS("modelThrows"),
  MODEL_NAN("modelNan"),
  MODEL_SLOW("modelSlow"),
  MODEL_HANGS("modelHangs"),
  /** A reviewer halts after a verdict was acknowledged, before it notes what it has read. */
  REVIEWER_KILL("reviewerKill"),
  // From here on they are part of the load.
  POISONED_RECORD("poisonedRecord"),
  UNKNOWN_SCHEMA("unknownSchema"),
  OVERSIZED_RECORD("oversizedRecord"),
  DUPLICATE_REQUEST("duplicateRequest"),
  DUPLICATE_VERDICT("duplicateVerdict"),
  LATE_VERDICT("lateVerdict"),
  REFUSED_VERDICT("refusedVerdict");

  private final String title;
  private final String crashPoint;

  FaultKind(String title) {
    this(title, "");
  }

  FaultKind(String title, String crashPoint) {
    this.title = title;
    this.crashPoint = crashPoint;
  }

  /** The name in reports. */
  public String title() {
    return title;
  }

  /** The name of the point at which the process halts, if it does so by itself. */
  public Optional<String> crashPoint() {
    return crashPoint.isEmpty() ? Optional.empty() : Optional.of(crashPoint);
  }

  /** Whether it is a part of the load itself, and so of every run. */
  public boolean ofLoad() {
    return compareTo(POISONED_RECORD) >= 0;
  }

  /** Whether an instance dies of it and its recovery is measured. */
  public boolean endsInstance() {
    return this == INSTANCE_KILL || crashPoint().isPresent();
  }
}
