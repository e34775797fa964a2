package dev.backstop.verify.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstop.verify.fault.Schedule.Amount;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  @Test
  void shouldBeTheSameForTheSameSeed() {
    assertThat(Schedule.of(7, Amount.full())).isEqualTo(Schedule.of(7, Amount.full()));
    assertThat(Schedule.of(7, Amount.full())).isNotEqualTo(Schedule.of(8, Amount.full()));
  }

  @Test
  void shouldHoldEveryKindOfProcessFaultAndEveryPointEvenWhenQuick() {
    Schedule schedule = Schedule.of(1, Amount.quick());
    Set<FaultKind> kinds =
        Stream.concat(schedule.processes().stream(), schedule.inside().stream())
            .map(PlannedFault::kind)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(FaultKind.class)));
    assertThat(kinds).containsAll(EnumSet.range(FaultKind.INSTANCE_KILL, FaultKind.REVIEWER_KILL));
  }

  @Test
  void shouldArmTheLifeThatEndsAtAPoint() {
    List<PlannedFault> faults = Schedule.of(3, Amount.full()).processes();
    for (int i = 0; i < faults.size(); i++) {
      PlannedFault fault = faults.get(i);
      if (fault.kind().crashPoint().isPresent()) {
        assertThat(faults.get(i - 1).next()).contains(fault.kind());
        assertThat(faults.get(i - 1).victim()).isEqualTo(fault.victim());
      }
    }
  }

  @Test
  void shouldKillOftenAndMeetEachPointSeveralTimes() {
    List<PlannedFault> faults = Schedule.of(3, Amount.full()).processes();
    assertThat(faults.stream().filter(fault -> fault.kind().endsInstance()).count())
        .isGreaterThanOrEqualTo(18);
  }

  @Test
  void shouldWantEveryKindOfTheFullPlanAndOfTheLoadToHit() {
    assertThat(Schedule.of(11, Amount.full()).kinds()).containsExactly(FaultKind.values());
  }

  @Test
  void shouldWantOnlyWhatIsLeftOfThePlanAndTheLoadToHit() {
    assertThat(Schedule.of(11, Amount.full()).only(Set.of(FaultKind.BROKER_KILL)).kinds())
        .contains(FaultKind.BROKER_KILL, FaultKind.POISONED_RECORD, FaultKind.REFUSED_VERDICT)
        .doesNotContain(FaultKind.INSTANCE_KILL, FaultKind.REVIEWER_KILL);
  }
}
