package dev.backstop.bench.experiment;

import dev.backstop.bench.figures.PairedRatio;
import dev.backstop.bench.report.Chart;
import dev.backstop.bench.report.Table;
import dev.backstop.bench.run.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tables of some mixes. */
final class MixTables {
  private MixTables() {}

  static Table rates(Map<String, MixFigures> mixes) {
    List<List<String>> rows = new ArrayList<>();
    mixes.forEach(
        (key, mix) ->
            rows.add(
                List.of(
                    mix.meaning(),
                    rate(mix, Variant.L),
                    rate(mix, Variant.T),
                    rate(mix, Variant.S),
                    rate(mix, Variant.P),
                    rate(mix, Variant.B1),
                    rate(mix, Variant.B),
                    Words.ratio(mix.ratioToReferenceLoop()),
                    Words.ratio(mix.ratioToTunedLoop()),
                    Words.ratio(mix.oneThreadRatioToReferenceLoop()),
                    Words.ratio(mix.ratioToPerRecord()),
                    Words.ratio(mix.oneThreadRatioToPerRecord()),
                    Words.ratio(mix.ratioToPassThrough()),
                    Words.ratio(mix.oneThreadRatioToPassThrough()))));
    return new Table(
        "Decisions a second, and ratios",
        List.of(
            "mix", "L", "T", "S", "P", "B1", "B", "B/L", "B/T", "B1/L", "B/P", "B1/P", "B/S",
            "B1/S"),
        rows,
        "Median, with smallest and largest round. L: "
            + Variant.L.meaning()
            + "; T: "
            + Variant.T.meaning()
            + "; S: "
            + Variant.S.meaning()
            + "; P: "
            + Variant.P.meaning()
            + "; B1: "
            + Variant.B1.meaning()
            + "; B: "
            + Variant.B.meaning()
            + ".");
  }

  static Table cpu(Map<String, MixFigures> mixes) {
    List<List<String>> rows = new ArrayList<>();
    mixes.forEach(
        (key, mix) ->
            mix.cpuMicrosPerDecision()
                .forEach(
                    (name, cpu) ->
                        rows.add(
                            List.of(
                                mix.meaning(),
                                name,
                                Words.tenths(cpu.application()),
                                Words.tenths(cpu.broker())))));
    return new Table(
        "Processor time a decision, in microseconds",
        List.of("mix", "variant", "application", "broker"),
        rows,
        "User and system time of the whole process; the broker's includes reading the answers.");
  }

  static List<Chart> charts(Map<String, MixFigures> mixes) {
    boolean compared = mixes.values().stream().anyMatch(mix -> mix.ratioToReferenceLoop() != null);
    return compared ? List.of(rateChart(mixes), ratioChart(mixes)) : List.of(rateChart(mixes));
  }

  /** Rates by variant; medians. */
  private static Chart rateChart(Map<String, MixFigures> mixes) {
    Map<String, List<@Nullable Double>> series = new LinkedHashMap<>();
    for (Variant variant : Variant.values()) {
      List<@Nullable Double> rates = new ArrayList<>();
      mixes
          .values()
          .forEach(
              mix -> {
                MixFigures.Rate rate = mix.decisionsPerSecond().get(variant.key());
                rates.add(rate == null ? null : rate.median());
              });
      if (rates.stream().anyMatch(Objects::nonNull)) {
        series.put(variant.key() + ": " + variant.meaning(), rates);
      }
    }
    return new Chart(
        "rates", "Decisions a second", "decisions/s", List.copyOf(mixes.keySet()), series);
  }

  /** Backstop over the hand-written loops; medians. */
  private static Chart ratioChart(Map<String, MixFigures> mixes) {
    Map<String, List<@Nullable Double>> series = new LinkedHashMap<>();
    series.put("B/L", ratios(mixes, MixFigures::ratioToReferenceLoop));
    series.put("B/T", ratios(mixes, MixFigures::ratioToTunedLoop));
    return new Chart(
        "ratios",
        "Backstop's rate over the hand-written loops'",
        "ratio",
        List.copyOf(mixes.keySet()),
        series);
  }

  private static List<@Nullable Double> ratios(
      Map<String, MixFigures> mixes, Function<MixFigures, @Nullable PairedRatio> which) {
    List<@Nullable Double> ratios = new ArrayList<>();
    for (MixFigures mix : mixes.values()) {
      PairedRatio ratio = which.apply(mix);
      ratios.add(ratio == null ? null : ratio.median());
    }
    return ratios;
  }

  static Table allocation(Map<String, Double> bytes) {
    List<List<String>> rows = new ArrayList<>();
    bytes.forEach((name, each) -> rows.add(List.of(name, Words.whole(each))));
    return new Table(
        "Allocated bytes a decision",
        List.of("variant", "bytes"),
        rows,
        "By all Java threads during a trial of the first mix.");
  }

  private static String rate(MixFigures mix, Variant variant) {
    MixFigures.Rate rate = mix.decisionsPerSecond().get(variant.key());
    return rate == null ? "–" : Words.range(rate.median(), rate.min(), rate.max());
  }
}
