package dev.backstop.registry;

import dev.backstop.playbook.Run;
import dev.backstop.playbook.Step;
import dev.backstop.v1.PlaybookRun;
import dev.backstop.v1.PlaybookStep;
import dev.backstop.v1.RunState;
import dev.backstop.v1.StepOutcome;
import dev.backstop.v1.StepPhase;

/** {@link Run} and its contract. */
public final class RunMapper {

  private RunMapper() {}

  public static PlaybookRun toAvro(Run run) {
    PlaybookRun mapped = new PlaybookRun();
    mapped.setRunId(run.id());
    mapped.setPlaybook(run.playbook());
    mapped.setDomain(run.domain());
    mapped.setPolicy(CommonMapper.toAvro(run.policy()));
    mapped.setState(CommonMapper.required(run.state(), RunState.class));
    mapped.setCause(run.cause());
    mapped.setOpenedAt(run.openedAt());
    mapped.setActedAt(run.actedAt());
    mapped.setCalmSince(run.calmSince());
    mapped.setEndedAt(run.endedAt());
    mapped.setOutcome(run.outcome());
    mapped.setSteps(run.steps().stream().map(RunMapper::toAvro).toList());
    mapped.setInstance(run.owner());
    return mapped;
  }

  /**
   * The run in the record.
   *
   * @throws IllegalArgumentException if it holds a symbol that this release does not know
   */
  public static Run fromAvro(PlaybookRun run) {
    return new Run(
        run.getRunId(),
        run.getPlaybook(),
        run.getDomain(),
        CommonMapper.fromAvro(run.getPolicy()),
        CommonMapper.required(run.getState(), Run.State.class),
        run.getCause(),
        run.getOpenedAt(),
        run.getActedAt(),
        run.getCalmSince(),
        run.getEndedAt(),
        run.getOutcome(),
        run.getSteps().stream().map(RunMapper::fromAvro).toList(),
        run.getInstance());
  }

  private static PlaybookStep toAvro(Step step) {
    return new PlaybookStep(
        step.at(),
        CommonMapper.required(step.phase(), StepPhase.class),
        step.what(),
        CommonMapper.required(step.outcome(), StepOutcome.class),
        step.control(),
        step.slot(),
        step.evidence());
  }

  private static Step fromAvro(PlaybookStep step) {
    return new Step(
        step.getAt(),
        CommonMapper.required(step.getPhase(), Step.Phase.class),
        step.getWhat(),
        CommonMapper.required(step.getOutcome(), Step.Outcome.class),
        step.getControl(),
        step.getSlot(),
        step.getEvidence());
  }
}
