package dev.backstop.bench.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.backstop.bench.figures.PairedRatio;
import dev.backstop.bench.figures.Spread;
import dev.backstop.bench.run.Trial;
import dev.backstop.bench.run.Variant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What was found for one mix. Ratios are Backstop's rate over another's; null where one of the two
 * was not measured.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record MixFigures(
    String meaning,
    Map<String, Rate> decisionsPerSecond,
    @Nullable PairedRatio ratioToReferenceLoop,
    @Nullable PairedRatio ratioToTunedLoop,
    @Nullable PairedRatio oneThreadRatioToReferenceLoop,
    @Nullable PairedRatio ratioToPerRecord,
    @Nullable PairedRatio oneThreadRatioToPerRecord,
    @Nullable PairedRatio ratioToPassThrough,
    @Nullable PairedRatio oneThreadRatioToPassThrough,
    Map<String, Cpu> cpuMicrosPerDecision) {

  /** Of one variant. */
  record Rate(double median, double min, double max, List<Double> rounds) {}

  /** Medians over the rounds. */
  record Cpu(double application, double broker) {}

  static MixFigures of(String meaning, Map<String, List<Trial>> trials) {
    Map<String, Rate> rates = new LinkedHashMap<>();
    Map<String, Cpu> cpu = new LinkedHashMap<>();
    trials.forEach(
        (name, rounds) -> {
          List<Double> speeds = each(rounds, Trial::perSecond);
          Spread spread = Spread.of(speeds);
          rates.put(name, new Rate(spread.median(), spread.min(), spread.max(), speeds));
          cpu.put(
              name,
              new Cpu(
                  Spread.of(each(rounds, Trial::applicationCpuMicrosEach)).median(),
                  Spread.of(each(rounds, Trial::brokerCpuMicrosEach)).median()));
        });
    return new MixFigures(
        meaning,
        rates,
        ratio(trials, Variant.L),
        ratio(trials, Variant.T),
        ratio(trials, Variant.B1, Variant.L),
        ratio(trials, Variant.P),
        ratio(trials, Variant.B1, Variant.P),
        ratio(trials, Variant.S),
        ratio(trials, Variant.B1, Variant.S),
        cpu);
  }

  /** Where the time of the process says nothing, because something in it hangs. */
  MixFigures withoutCpu() {
    return new MixFigures(
        meaning,
        decisionsPerSecond,
        ratioToReferenceLoop,
        ratioToTunedLoop,
        oneThreadRatioToReferenceLoop,
        ratioToPerRecord,
        oneThreadRatioToPerRecord,
        ratioToPassThrough,
        oneThreadRatioToPassThrough,
        Map.of());
  }

  private static @Nullable PairedRatio ratio(Map<String, List<Trial>> trials, Variant reference) {
    return ratio(trials, Variant.B, reference);
  }

  private static @Nullable PairedRatio ratio(
      Map<String, List<Trial>> trials, Variant one, Variant reference) {
    List<Trial> ours = trials.get(one.key());
    List<Trial> theirs = trials.get(reference.key());
    return ours == null || theirs == null
        ? null
        : PairedRatio.of(each(ours, Trial::perSecond), each(theirs, Trial::perSecond));
  }

  private static List<Double> each(List<Trial> trials, ToDoubleFunction<Trial> figure) {
    return trials.stream().map(figure::applyAsDouble).toList();
  }
}
