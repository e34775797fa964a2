package dev.backstop.registry;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * Tells Avro that the contracts' classes may be made from records. Since 1.12 it refuses classes
 * nobody vouched for.
 */
final class GeneratedClasses {

  private static final String PACKAGE = "dev.backstop.v1.";

  static {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getName().startsWith(PACKAGE)));
  }

  private GeneratedClasses() {}

  /** Does it, once. */
  static void trust() {
    // The work is done when the class is initialised.
  }
}
