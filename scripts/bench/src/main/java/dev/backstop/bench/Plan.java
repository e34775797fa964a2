package dev.backstop.bench;

import dev.backstop.bench.experiment.DownExperiment;
import dev.backstop.bench.experiment.Experiment;
import dev.backstop.bench.experiment.LatencyExperiment;
import dev.backstop.bench.experiment.MemoryExperiment;
import dev.backstop.bench.experiment.MixesExperiment;
import dev.backstop.bench.experiment.ModelsExperiment;
import dev.backstop.bench.experiment.PendingExperiment;
import dev.backstop.bench.experiment.PolicyCostExperiment;
import dev.backstop.bench.experiment.ScalingExperiment;
import dev.backstop.bench.experiment.StartUpExperiment;
import dev.backstop.bench.load.Mix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Which experiments a run has, in which order. */
final class Plan {

  private Plan() {}

  static List<Experiment> of(
      boolean quick, Optional<List<String>> only, Function<String, RuntimeException> wrong) {
    Set<String> wanted = new HashSet<>(only.orElseGet(() -> all(quick)));
    Set<Mix> mixes = EnumSet.noneOf(Mix.class);
    Arrays.stream(Mix.values())
        .filter(mix -> mix != Mix.PRIMARY_DOWN && wanted.remove(mix.key()))
        .forEach(mixes::add);
    List<Experiment> experiments = new ArrayList<>();
    if (!mixes.isEmpty()) {
      experiments.add(new MixesExperiment(mixes));
    }
    for (Experiment other : others(quick)) {
      if (wanted.remove(other.key())) {
        experiments.add(other);
      }
    }
    if (!wanted.isEmpty()) {
      throw wrong.apply(
          "no experiment or mix is called " + String.join(", ", wanted) + "; see --help");
    }
    return experiments;
  }

  private static List<Experiment> others(boolean quick) {
    return List.of(
        new DownExperiment(),
        PolicyCostExperiment.segments(),
        PolicyCostExperiment.interpreted(),
        PolicyCostExperiment.guards(),
        new ModelsExperiment(),
        quick ? LatencyExperiment.quick() : LatencyExperiment.full(),
        new StartUpExperiment(),
        new ScalingExperiment(),
        new PendingExperiment(),
        new MemoryExperiment());
  }

  private static List<String> all(boolean quick) {
    List<String> all = new ArrayList<>(Arrays.stream(Mix.values()).map(Mix::key).toList());
    all.remove(Mix.PRIMARY_DOWN.key());
    others(quick).stream()
        .map(Experiment::key)
        .filter(key -> !quick || key.equals("latency"))
        .forEach(all::add);
    return all;
  }
}
