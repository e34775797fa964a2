package dev.backstop.registry;

import dev.backstop.guard.BinCounts;
import dev.backstop.guard.CallSource;
import dev.backstop.guard.Guarded;
import dev.backstop.guard.InputReport;
import dev.backstop.v1.ModelHealth;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What models were asked, and its contract. */
public final class InputMapper {

  private InputMapper() {}

  /** A report of what was asked: the counts of calls are 0. */
  public static ModelHealth toAvro(InputReport report) {
    List<dev.backstop.v1.BinCounts> inputs = new ArrayList<>(report.counts().size());
    for (BinCounts counts : report.counts()) {
      inputs.add(new dev.backstop.v1.BinCounts(counts.name(), counts.expected(), counts.actual()));
    }
    ModelHealth mapped =
        BreakerMapper.uncounted(
            report.guarded(),
            report.domain(),
            report.tier(),
            CallSource.LIVE,
            report.source(),
            report.at());
    mapped.setInputs(inputs);
    mapped.setDigest(report.digest());
    return mapped;
  }

  /**
   * What the record says was asked; null if it is another report.
   *
   * @throws IllegalArgumentException if it contradicts itself
   */
  public static @Nullable InputReport fromAvro(ModelHealth health) {
    List<dev.backstop.v1.BinCounts> inputs = health.getInputs();
    return inputs == null
        ? null
        : new InputReport(
            new Guarded(health.getModel(), health.getSegment()),
            health.getDomain(),
            health.getTier(),
            health.getDigest(),
            inputs.stream()
                .map(one -> new BinCounts(one.getName(), one.getExpected(), one.getActual()))
                .toList(),
            CommonMapper.fromAvro(health.getSource()),
            health.getAt().toEpochMilli());
  }
}
