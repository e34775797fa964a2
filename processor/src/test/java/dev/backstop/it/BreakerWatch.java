package dev.backstop.it;

import dev.backstop.v1.AuditEvent;
import dev.backstop.v1.AuditKind;
import java.util.Comparator;
import java.util.List;

/** What two instances and the audit topic say of the only breaker that moves. */
final class BreakerWatch {

  private BreakerWatch() {}

  /** Whether both know it to be in that state. */
  static boolean onBoth(TwoInstances two, String state) {
    return two.all().stream()
        .allMatch(
            instance -> {
              String body = instance.body("/policy");
              int from = body.indexOf("\"breakers\"");
              return from >= 0 && body.indexOf('"' + state + '"', from) >= 0;
            });
  }

  /** Its moves, the earliest first. */
  static List<AuditEvent> events(TwoInstances two) {
    return two.told(AuditKind.BREAKER_MOVED).stream()
        .sorted(Comparator.comparing(AuditEvent::getAt))
        .toList();
  }

  /** To where it has moved. */
  static List<String> moves(TwoInstances two) {
    return events(two).stream().map(event -> event.getDetails().get("to")).toList();
  }
}
