package dev.backstop.yaml;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A mapping of a YAML document, read key by key. A getter notes a missing or unusable value as a
 * problem and returns a stand-in, so that reading goes on and all problems come out together;
 * {@link #close()} notes the keys nobody asked for.
 *
 * <p>Callers must check {@link Problems} before they use what was read.
 */
public final class YamlMap implements AutoCloseable {

  private final String source;
  private final String path;
  private final @Nullable Node node;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> keys = new LinkedHashMap<>();
  private final Set<String> asked = new TreeSet<>();
  private final Problems problems;

  private YamlMap(String source, String path, @Nullable Node node, Problems problems) {
    this.source = source;
    this.path = path;
    this.node = node;
    this.problems = problems;
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key) {
          if (values.put(key.getValue(), tuple.getValueNode()) != null) {
            problems.add(at(key) + "'" + pathOf(key.getValue()) + "' stands twice");
          }
          keys.put(key.getValue(), key);
        } else {
          problems.add(at(tuple.getKeyNode()) + "a key must be a plain word");
        }
      }
    } else if (node != null) {
      problems.add(
          at(node)
              + (path.isEmpty() ? "the document" : "'" + path + "'")
              + " must be a mapping of keys to values");
    }
  }

  /**
   * Reads a document.
   *
   * @param source names the document in messages
   */
  public static YamlMap parse(String source, String text, Problems problems) {
    return new YamlMap(
        source, "", YamlDocument.compose(source, text, problems).orElse(null), problems);
  }

  /** The keys, in the order of the document. */
  public Set<String> keySet() {
    return values.keySet();
  }

  public boolean has(String key) {
    return present(key) != null;
  }

  /** Whether the key has a mapping of its own. */
  public boolean isMap(String key) {
    return present(key) instanceof MappingNode;
  }

  /** Notes a problem at the key's place, or at this mapping's if the key is not there. */
  public void problem(String key, String message) {
    Node place = values.containsKey(key) ? values.get(key) : node;
    problems.add(at(place) + "'" + pathOf(key) + "' " + message);
  }

  public String string(String key) {
    return text(key).orElseGet(() -> missing(key, ""));
  }

  public String string(String key, String absent) {
    return text(key).orElse(absent);
  }

  public Optional<String> optionalString(String key) {
    return text(key);
  }

  public double number(String key) {
    return optionalNumber(key).orElseGet(() -> missing(key, Double.NaN));
  }

  public Optional<Double> optionalNumber(String key) {
    return text(key).flatMap(text -> parsed(key, text, "a number", YamlMap::finite));
  }

  public long integer(String key) {
    return optionalInteger(key).orElseGet(() -> missing(key, 0L));
  }

  public Optional<Long> optionalInteger(String key) {
    return text(key).flatMap(text -> parsed(key, text, "a whole number", Long::valueOf));
  }

  public boolean bool(String key, boolean absent) {
    return text(key)
        .flatMap(text -> parsed(key, text, "true or false", YamlMap::bool))
        .orElse(absent);
  }

  /** A time span such as 250ms, 30s, 10m, 12h, 7d. */
  public Duration duration(String key) {
    return optionalDuration(key).orElseGet(() -> missing(key, Duration.ZERO));
  }

  public Optional<Duration> optionalDuration(String key) {
    return text(key).flatMap(text -> parsed(key, text, Durations.EXPECTED, Durations::parse));
  }

  public <E extends Enum<E>> E constant(String key, Class<E> type) {
    return optionalConstant(key, type).orElseGet(() -> missing(key, type.getEnumConstants()[0]));
  }

  public <E extends Enum<E>> E constant(String key, Class<E> type, E absent) {
    return optionalConstant(key, type).orElse(absent);
  }

  public <E extends Enum<E>> Optional<E> optionalConstant(String key, Class<E> type) {
    return text(key)
        .flatMap(
            text -> parsed(key, text, "one of " + names(type), word -> Enum.valueOf(type, word)));
  }

  public List<String> strings(String key) {
    Node value = present(key);
    List<String> read = new ArrayList<>();
    if (value instanceof SequenceNode sequence) {
      for (Node element : sequence.getValue()) {
        if (element instanceof ScalarNode scalar) {
          read.add(scalar.getValue());
        } else {
          problems.add(at(element) + "'" + pathOf(key) + "' must be a list of plain values");
        }
      }
    } else if (value != null) {
      problem(key, "must be a list, such as [a, b]");
    }
    return read;
  }

  /** A nested mapping; an empty one if the key is absent. */
  public YamlMap map(String key) {
    return new YamlMap(source, pathOf(key), present(key), problems);
  }

  /** A list of mappings; empty if the key is absent. */
  public List<YamlMap> maps(String key) {
    Node value = present(key);
    List<YamlMap> read = new ArrayList<>();
    if (value instanceof SequenceNode sequence) {
      int index = 0;
      for (Node element : sequence.getValue()) {
        read.add(new YamlMap(source, pathOf(key) + '[' + index++ + ']', element, problems));
      }
    } else if (value != null) {
      problem(key, "must be a list of mappings");
    }
    return read;
  }

  /**
   * A mapping of words to values of whatever type YAML gives them: null, Boolean, Integer, Long,
   * Double, String or a list.
   */
  public Map<String, @Nullable Object> free(String key) {
    Map<String, @Nullable Object> read = new LinkedHashMap<>();
    if (present(key) instanceof MappingNode mapping) {
      try {
        if (new StandardConstructor(YamlDocument.SETTINGS)
                .constructSingleDocument(Optional.of(mapping))
            instanceof Map<?, ?> map) {
          map.forEach((name, value) -> read.put(String.valueOf(name), value));
        }
      } catch (YamlEngineException e) {
        problem(key, "holds a value of a type that is not plain YAML");
      }
    } else if (has(key)) {
      problem(key, "must be a mapping of keys to values");
    }
    return read;
  }

  /** Ends the reading of this mapping: what nobody asked for is a problem. */
  @Override
  public void close() {
    for (Map.Entry<String, Node> key : keys.entrySet()) {
      if (!asked.contains(key.getKey())) {
        problems.add(
            at(key.getValue())
                + "unknown key '"
                + pathOf(key.getKey())
                + "'; known here: "
                + String.join(", ", asked));
      }
    }
  }

  private Optional<String> text(String key) {
    Node value = present(key);
    if (value instanceof ScalarNode scalar) {
      return Optional.of(scalar.getValue());
    }
    if (value != null) {
      problem(key, "must be a plain value");
    }
    return Optional.empty();
  }

  /** The value, or null if the key is absent or has YAML's null. */
  private @Nullable Node present(String key) {
    asked.add(key);
    Node value = values.get(key);
    return value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL) ? null : value;
  }

  private <T> T missing(String key, T standIn) {
    // A key with an unusable value has been reported already.
    if (present(key) == null && node != null) {
      problem(key, "is missing");
    }
    return standIn;
  }

  private <T> Optional<T> parsed(
      String key, String text, String expected, Function<String, T> parser) {
    try {
      return Optional.of(parser.apply(text));
    } catch (IllegalArgumentException e) {
      problem(key, "must be " + expected + ", but is '" + text + "'");
      return Optional.empty();
    }
  }

  private static Double finite(String text) {
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("not finite");
    }
    return value;
  }

  private static Boolean bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  private static <E extends Enum<E>> String names(Class<E> type) {
    return String.join(", ", Arrays.stream(type.getEnumConstants()).map(Enum::name).toList());
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + '.' + key;
  }

  private String at(@Nullable Node place) {
    return YamlDocument.place(source, place) + ": ";
  }
}
