package dev.backstop.registry;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/**
 * What a serde's exception says. Serdes are chosen by class name, so their exception types are not
 * known here: the whole chain of causes is read by kind and by name.
 */
enum RegistryFailure {
  /** The registry answered that it has no such id. */
  UNKNOWN_ID,
  /** The registry did not answer, or not sensibly: the same bytes may be readable in a moment. */
  UNREACHABLE,
  /** The bytes do not fit their schema. */
  BAD_BYTES;

  /**
   * What clients call an answer that there is no such schema; any other "not found" is about
   * something else.
   */
  private static final List<String> UNKNOWN_IDS =
      List.of(
          ".contentnotfoundexception",
          ".artifactnotfoundexception",
          ".versionnotfoundexception",
          "$idnotfoundexception");

  static RegistryFailure of(Throwable thrown) {
    for (Throwable cause = thrown;
        cause != null;
        cause = cause.getCause() == cause ? null : cause.getCause()) {
      String name = cause.getClass().getName().toLowerCase(Locale.ROOT);
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (UNKNOWN_IDS.stream().anyMatch(name::endsWith) || message.contains("error code: 40403")) {
        return UNKNOWN_ID;
      }
      if (isFromAvro(cause)) {
        return BAD_BYTES;
      }
      boolean transport =
          cause instanceof IOException
              || cause instanceof TimeoutException
              || cause instanceof org.apache.kafka.common.errors.TimeoutException;
      if (transport
          || name.contains("restclient")
          || name.contains("ratelimited")
          || name.startsWith("io.apicurio.rest")) {
        return UNREACHABLE;
      }
    }
    return BAD_BYTES;
  }

  /**
   * End of file while reading an Avro value is an IOException as well, but it comes from the bytes.
   */
  private static boolean isFromAvro(Throwable cause) {
    for (StackTraceElement frame : cause.getStackTrace()) {
      if (frame.getClassName().startsWith("org.apache.avro.")) {
        return true;
      }
    }
    return false;
  }
}
