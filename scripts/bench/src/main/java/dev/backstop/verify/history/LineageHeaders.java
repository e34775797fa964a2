package dev.backstop.verify.history;

import dev.backstop.domain.Attempt;
import dev.backstop.domain.Decision;
import dev.backstop.domain.ModelRef;
import dev.backstop.topology.names.Header;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a decision's headers say what the decision says, each once. */
public final class LineageHeaders {
  private static final String SCHEMA = "dev.backstop.v1.Decision";

  private LineageHeaders() {}

  /**
   * What is wrong.
   *
   * @param headers every value of each name
   */
  public static List<String> flaws(Decision decision, Map<String, List<String>> headers) {
    List<String> flaws = new ArrayList<>();
    Map<Header, String> expected = expected(decision);
    for (Header header : Header.values()) {
      List<String> found = headers.getOrDefault(header.key(), List.of());
      String wanted = expected.get(header);
      boolean free = header == Header.CE_SOURCE || header == Header.CE_TIME;
      if (free ? found.size() != 1 : !found.equals(wanted == null ? List.of() : List.of(wanted))) {
        flaws.add("header " + header.key() + " is " + found + " where it should be " + wanted);
      }
    }
    return flaws;
  }

  private static Map<Header, String> expected(Decision decision) {
    Map<Header, String> expected = new EnumMap<>(Header.class);
    expected.put(Header.SCHEMA, SCHEMA);
    expected.put(Header.REQUEST_ID, decision.requestId());
    expected.put(Header.STATUS, decision.status().name());
    expected.put(Header.TIER, decision.tier());
    expected.put(Header.TIER_PATH, path(decision.attempts()));
    if (decision.reason() != null) {
      expected.put(Header.REASON, decision.reason().name());
    }
    expected.put(Header.DEGRADED, Boolean.toString(decision.degraded()));
    if (decision.degradation() != null) {
      expected.put(Header.DEGRADATION_LEVEL, decision.degradation().name());
    }
    ModelRef model = lastModel(decision.attempts());
    if (model != null) {
      expected.put(Header.MODEL, model.toLineage());
    }
    expected.put(Header.POLICY, decision.policy().toLineage());
    expected.put(Header.SOURCE, decision.source().toLineage());
    expected.put(Header.CE_SPECVERSION, "1.0");
    expected.put(Header.CE_ID, decision.decisionId());
    expected.put(Header.CE_TYPE, SCHEMA);
    expected.put(Header.CE_SUBJECT, decision.requestId());
    return expected;
  }

  private static String path(List<Attempt> attempts) {
    return attempts.stream().map(Attempt::toLineage).collect(Collectors.joining(">"));
  }

  private static @Nullable ModelRef lastModel(List<Attempt> attempts) {
    ModelRef last = null;
    for (Attempt attempt : attempts) {
      last = attempt.model() != null ? attempt.model() : last;
    }
    return last;
  }
}
