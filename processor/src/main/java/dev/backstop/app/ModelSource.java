package dev.backstop.app;

import dev.backstop.model.Input;
import dev.backstop.model.Model;
import dev.backstop.model.djl.ModelLoadException;
import dev.backstop.yaml.InvalidDocumentException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where an instance gets its models from, by the names that policies give them. */
interface ModelSource {

  /** Why there can be no such model, as far as that is known without reading it. */
  Optional<String> missing(String name);

  /** What the models may answer that are known without being loaded. */
  Map<String, List<String>> labels();

  /** What the models read whose packages have been looked at, by the names policies give them. */
  Map<String, List<Input>> inputs();

  /**
   * Checks a model, loads it, warms it up, and asks it for its golden rows.
   *
   * @throws InvalidDocumentException if its package is not sound
   * @throws ModelLoadException if it cannot be run here, or answers otherwise than its package says
   */
  Model load(String name);
}
