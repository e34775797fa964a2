package dev.backstop.model.pack;

import dev.backstop.model.CategoricalInput;
import dev.backstop.model.Input;
import dev.backstop.model.NumberRule;
import dev.backstop.model.NumericInput;
import dev.backstop.model.TokensInput;
import dev.backstop.model.VectorInput;
import dev.backstop.model.Vocabulary;
import dev.backstop.yaml.YamlMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the {@code inputs} of model.yaml. A stand-in is read for whatever is wrong. */
final class InputReader {

  private static final long MOST_COLUMNS = 65_536;

  private final PackageFiles files;

  InputReader(PackageFiles files) {
    this.files = files;
  }

  List<Input> read(YamlMap document) {
    List<Input> inputs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlMap declared : document.maps("inputs")) {
      String name = declared.string("name");
      if (!names.add(name)) {
        declared.problem("name", "is '" + name + "', which stands there twice");
      }
      String kind = declared.string("kind");
      switch (kind) {
        case "numeric" -> inputs.add(numeric(name, declared));
        case "categorical" -> inputs.add(categorical(name, declared));
        case "vector" -> inputs.add(new VectorInput(name, length(declared), rule(declared)));
        case "tokens" -> inputs.add(tokens(name, declared));
        default -> declared.problem("kind", "must be numeric, categorical, vector or tokens");
      }
      declared.close();
    }
    if (inputs.isEmpty()) {
      document.problem("inputs", "must name at least one input");
    }
    return inputs;
  }

  private static Input numeric(String name, YamlMap declared) {
    NumberRule rule = rule(declared);
    Optional<Double> impute = missing(declared).flatMap(missing -> impute(missing, rule));
    boolean indicator = declared.bool("missingIndicator", false);
    if (indicator && !declared.has("missing")) {
      declared.problem("missingIndicator", "needs 'missing: {impute: …}', else it is never 1");
    }
    return new NumericInput(name, rule, impute.orElse(null), indicator);
  }

  private static Optional<Double> impute(YamlMap missing, NumberRule rule) {
    double impute = missing.number("impute");
    if (impute < rule.min() || impute > rule.max()) {
      missing.problem("impute", "is out of the input's own range");
    }
    missing.close();
    return Optional.of(impute);
  }

  private static Input categorical(String name, YamlMap declared) {
    Vocabulary vocabulary = vocabulary("vocabulary", declared.strings("vocabulary"), declared);
    String missing = missing(declared).map(map -> category(map, vocabulary)).orElse(null);
    String unseen = nested(declared, "unseen").map(map -> category(map, vocabulary)).orElse(null);
    return new CategoricalInput(name, vocabulary, missing, unseen);
  }

  private static String category(YamlMap rule, Vocabulary vocabulary) {
    String category = rule.string("category");
    if (rule.has("category") && vocabulary.indexOf(category) < 0) {
      rule.problem("category", "is '" + category + "', which is not in the vocabulary");
    }
    rule.close();
    return category;
  }

  private Input tokens(String name, YamlMap declared) {
    String file = declared.string("vocabularyFile");
    List<String> words = List.of();
    if (declared.has("vocabularyFile") && !files.has(file)) {
      declared.problem("vocabularyFile", "is '" + file + "', which is not among the files");
    } else {
      words = files.text(file).map(text -> text.lines().toList()).orElse(List.of());
    }
    Vocabulary vocabulary = vocabulary("vocabularyFile", words, declared);
    Optional<String> missing = missing(declared).map(InputReader::text);
    return new TokensInput(
        name,
        length(declared),
        vocabulary,
        special("padding", declared, vocabulary),
        special("unknown", declared, vocabulary),
        missing.orElse(null));
  }

  private static String text(YamlMap missing) {
    String text = missing.string("text");
    missing.close();
    return text;
  }

  private static String special(String key, YamlMap declared, Vocabulary vocabulary) {
    String word = declared.string(key);
    if (declared.has(key) && vocabulary.indexOf(word) < 0) {
      declared.problem(key, "is '" + word + "', which is not in the vocabulary");
    }
    return word;
  }

  private static Vocabulary vocabulary(String key, List<String> words, YamlMap declared) {
    if (words.isEmpty()) {
      declared.problem(key, "must hold at least one word");
    }
    if (words.stream().anyMatch(String::isEmpty)) {
      declared.problem(key, "holds an empty word");
    }
    List<String> distinct = words.stream().distinct().toList();
    if (distinct.size() < words.size()) {
      declared.problem(key, "holds a word twice");
    }
    return new Vocabulary(distinct);
  }

  private static NumberRule rule(YamlMap declared) {
    double mean = 0;
    double deviation = 1;
    YamlMap scaling = nested(declared, "scaling").orElse(null);
    if (scaling != null) {
      mean = scaling.number("mean");
      deviation = scaling.number("standardDeviation");
      if (deviation <= 0) {
        scaling.problem("standardDeviation", "must be greater than 0");
      }
      scaling.close();
    }
    return ranged(mean, deviation, nested(declared, "range").orElse(null));
  }

  private static NumberRule ranged(double mean, double deviation, @Nullable YamlMap range) {
    if (range == null) {
      NumberRule plain = NumberRule.PLAIN;
      return new NumberRule(mean, deviation, plain.min(), plain.max());
    }
    double min = range.number("min");
    double max = range.number("max");
    if (min > max) {
      range.problem("min", "must not be greater than max");
    }
    range.close();
    return new NumberRule(mean, deviation, min, max);
  }

  private static int length(YamlMap declared) {
    long length = declared.integer("length");
    if (declared.has("length") && (length < 1 || length > MOST_COLUMNS)) {
      declared.problem("length", "must be from 1 to " + MOST_COLUMNS);
      return 1;
    }
    return (int) length;
  }

  private static Optional<YamlMap> missing(YamlMap declared) {
    return nested(declared, "missing");
  }

  private static Optional<YamlMap> nested(YamlMap declared, String key) {
    return declared.has(key) ? Optional.of(declared.map(key)) : Optional.empty();
  }
}
