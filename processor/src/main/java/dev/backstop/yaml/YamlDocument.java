package dev.backstop.yaml;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** From text to nodes, with the places of both what is read and what is wrong. */
final class YamlDocument {

  static final LoadSettings SETTINGS =
      LoadSettings.builder().setSchema(new CoreSchema()).setAllowDuplicateKeys(false).build();

  private YamlDocument() {}

  /** The document's root; empty if there is none, and then the problem has been noted. */
  static Optional<Node> compose(String source, String text, Problems problems) {
    try {
      Optional<Node> root = new Compose(SETTINGS).composeString(text);
      if (root.isEmpty()) {
        problems.add(source + ": the document is empty");
      }
      return root;
    } catch (MarkedYamlEngineException e) {
      String place =
          e.getProblemMark()
              .map(mark -> ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
              .orElse("");
      problems.add(source + place + ": " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(source + ": " + e.getMessage());
    }
    return Optional.empty();
  }

  /** {@code source:line:column}, or the source alone where the node has no place. */
  static String place(String source, @Nullable Node node) {
    return node == null
        ? source
        : node.getStartMark()
            .map(mark -> source + ':' + (mark.getLine() + 1) + ':' + (mark.getColumn() + 1))
            .orElse(source);
  }
}
