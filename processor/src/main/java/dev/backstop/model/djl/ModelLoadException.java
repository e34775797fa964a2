package dev.backstop.model.djl;

import org.jspecify.annotations.Nullable;

/** A checked model cannot be run here: the engine does not start, or refuses the file. */
public final class ModelLoadException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ModelLoadException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
