package dev.backstop.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A document as values by dotted path, whether it nests its keys or writes them with dots. Null
 * values are left out.
 */
public final class FlatYaml {

  /**
   * A value with its place.
   *
   * @param text lists of plain values are joined by commas
   * @param place file, line and column
   */
  public record Value(String text, String place) {}

  private final String source;
  private final Problems problems;
  private final Map<String, Value> values = new LinkedHashMap<>();

  private FlatYaml(String source, Problems problems) {
    this.source = source;
    this.problems = problems;
  }

  /**
   * Reads a document.
   *
   * @param source names the document in messages
   */
  public static Map<String, Value> parse(String source, String text, Problems problems) {
    FlatYaml flat = new FlatYaml(source, problems);
    YamlDocument.compose(source, text, problems).ifPresent(flat::root);
    return flat.values;
  }

  private void root(Node root) {
    if (root instanceof MappingNode mapping) {
      mapping("", mapping);
    } else {
      problems.add(place(root) + ": the document must be a mapping of keys to values");
    }
  }

  private void mapping(String path, MappingNode mapping) {
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        value(path.isEmpty() ? key.getValue() : path + '.' + key.getValue(), tuple.getValueNode());
      } else {
        problems.add(place(tuple.getKeyNode()) + ": a key must be a plain word");
      }
    }
  }

  private void value(String path, Node node) {
    if (node instanceof MappingNode mapping) {
      mapping(path, mapping);
    } else if (node instanceof SequenceNode sequence) {
      List<String> words = new ArrayList<>();
      for (Node element : sequence.getValue()) {
        if (element instanceof ScalarNode scalar) {
          words.add(scalar.getValue());
        } else {
          problems.add(place(element) + ": '" + path + "' must be a list of plain values");
        }
      }
      put(path, String.join(",", words), node);
    } else if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
      put(path, scalar.getValue(), node);
    }
  }

  private void put(String path, String text, Node node) {
    if (values.putIfAbsent(path, new Value(text, place(node))) != null) {
      problems.add(place(node) + ": '" + path + "' stands twice, once nested and once with dots");
    }
  }

  private String place(Node node) {
    return YamlDocument.place(source, node);
  }
}
