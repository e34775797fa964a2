package dev.backstop.model.pack;

import dev.backstop.domain.Features;
import dev.backstop.domain.ModelName;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Outcome;
import dev.backstop.guard.ModelReference;
import dev.backstop.model.Input;
import dev.backstop.model.ModelDescriptor;
import dev.backstop.model.ModelDescriptor.Golden;
import dev.backstop.model.ModelDescriptor.TrainingData;
import dev.backstop.model.Output;
import dev.backstop.model.RowEncoder;
import dev.backstop.yaml.YamlMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads model.yaml, and checks all that can be checked without running the model. */
final class DescriptorReader {

  static final String FORMAT = "backstop-model/1";
  static final String MODEL_FILE = "model.pt";

  private static final double DEFAULT_TOLERANCE = 0.0005;
  private static final double SUM_TOLERANCE = 1e-3;

  private final YamlMap document;
  private final PackageFiles files;

  DescriptorReader(YamlMap document, PackageFiles files) {
    this.document = document;
    this.files = files;
  }

  /**
   * Reads the whole document. The result is to be used only if no problem was found.
   *
   * @param sha256 digest of the document
   */
  ModelDescriptor read(String sha256) {
    if (!document.string("format").equals(FORMAT) && document.has("format")) {
      document.problem("format", "must be " + FORMAT);
    }
    ModelRef ref = new ModelRef(word("name"), word("version"), sha256);
    String description = document.string("description");
    String owner = document.string("owner");
    String licence = document.string("licence");
    readFiles();
    TrainingData trainingData = trainingData();
    List<Input> inputs = new InputReader(files).read(document);
    Output output = output();
    List<Golden> golden = golden(inputs, output);
    ModelReference reference = new ReferenceReader(inputs).read(document);
    document.close();
    return new ModelDescriptor(
        ref, description, owner, licence, trainingData, inputs, output, golden, reference);
  }

  private String word(String key) {
    String word = document.string(key);
    if (document.has(key) && !ModelName.isWord(word)) {
      document.problem(key, "must be one word of letters, digits and . _ + -");
    }
    return word;
  }

  private void readFiles() {
    for (YamlMap entry : document.maps("files")) {
      files.read(entry);
      entry.close();
    }
    if (!files.has(MODEL_FILE)) {
      document.problem("files", "must name " + MODEL_FILE);
    }
  }

  private TrainingData trainingData() {
    YamlMap map = document.map("trainingData");
    if (!document.has("trainingData")) {
      document.problem("trainingData", "is missing");
    }
    TrainingData data =
        new TrainingData(map.string("name"), map.string("sha256"), map.integer("rows"));
    if (map.has("sha256") && !Sha256.isDigest(data.sha256())) {
      map.problem("sha256", "must be 64 lower-case hexadecimal digits");
    }
    if (data.rows() < 0) {
      map.problem("rows", "must not be negative");
    }
    map.close();
    return data;
  }

  private Output output() {
    YamlMap map = document.map("output");
    if (!document.has("output")) {
      document.problem("output", "is missing");
    }
    String kind = map.string("kind");
    if (map.has("kind") && !kind.equals("logits") && !kind.equals("probabilities")) {
      map.problem("kind", "must be logits or probabilities");
    }
    List<String> labels = map.strings("labels");
    if (labels.size() < 2 || labels.stream().anyMatch(String::isBlank)) {
      map.problem("labels", "must hold at least two labels, none of them empty");
    }
    if (labels.stream().distinct().count() < labels.size()) {
      map.problem("labels", "holds a label twice");
    }
    double temperature = map.optionalNumber("temperature").orElse(1.0);
    if (temperature <= 0) {
      map.problem("temperature", "must be greater than 0");
    }
    map.close();
    return new Output(
        kind.equals("probabilities") ? Output.Kind.PROBABILITIES : Output.Kind.LOGITS,
        labels,
        temperature);
  }

  private List<Golden> golden(List<Input> inputs, Output output) {
    List<Golden> golden = new ArrayList<>();
    for (YamlMap map : document.maps("golden")) {
      Features features = new Features(map.free("features"));
      checkFeatures(map, features, inputs);
      double tolerance = map.optionalNumber("tolerance").orElse(DEFAULT_TOLERANCE);
      if (tolerance <= 0 || tolerance > 1) {
        map.problem("tolerance", "must be greater than 0 and at most 1");
      }
      golden.add(new Golden(features, scores(map, output.labels()), tolerance));
      map.close();
    }
    if (golden.isEmpty()) {
      document.problem("golden", "must hold at least one row with its known scores");
    }
    return golden;
  }

  private static void checkFeatures(YamlMap map, Features features, List<Input> inputs) {
    List<String> known = inputs.stream().map(Input::name).toList();
    for (String name : features.values().keySet()) {
      if (!known.contains(name)) {
        map.problem("features", "names '" + name + "', which is not an input");
      }
    }
    @Nullable Outcome[] outcome = new Outcome[1];
    new RowEncoder(inputs).encodeAll(List.of(features), outcome);
    if (outcome[0] instanceof Outcome.Failed failed) {
      map.problem("features", "cannot be encoded: " + failed.detail());
    }
  }

  private static Map<String, Double> scores(YamlMap golden, List<String> labels) {
    Map<String, Double> scores = new LinkedHashMap<>();
    YamlMap map = golden.map("scores");
    for (String label : labels) {
      scores.put(label, map.number(label));
    }
    double sum = scores.values().stream().mapToDouble(Double::doubleValue).sum();
    boolean outside = scores.values().stream().anyMatch(score -> score < 0 || score > 1);
    if (!golden.has("scores")) {
      golden.problem("scores", "is missing");
    } else if (outside || Math.abs(sum - 1) > SUM_TOLERANCE) {
      golden.problem("scores", "must be probabilities that add up to 1");
    }
    map.close();
    return scores;
  }
}
