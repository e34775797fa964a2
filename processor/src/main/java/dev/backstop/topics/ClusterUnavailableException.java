package dev.backstop.topics;

import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.jspecify.annotations.Nullable;

/** The broker did not answer, or does not let us in. Its message names the address and setting. */
public final class ClusterUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private ClusterUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The failure as one of this kind, if it or one of its causes is about reaching the broker. */
  public static Optional<ClusterUnavailableException> of(Throwable thrown, String bootstrap) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      String why = why(cause, bootstrap);
      if (why != null) {
        return Optional.of(new ClusterUnavailableException(why, thrown));
      }
    }
    return Optional.empty();
  }

  private static @Nullable String why(Throwable cause, String bootstrap) {
    if (cause instanceof ConfigException
        && String.valueOf(cause.getMessage()).contains("bootstrap")) {
      return "the broker's address "
          + bootstrap
          + " cannot be used: correct 'kafka.bootstrap.servers' ("
          + cause.getMessage()
          + ")";
    }
    if (cause instanceof AuthenticationException) {
      return "the broker at "
          + bootstrap
          + " does not accept our credentials: check 'kafka.security.protocol' and 'kafka.sasl.*'";
    }
    if (cause instanceof AuthorizationException) {
      return "the broker at "
          + bootstrap
          + " does not allow this to our principal: grant it the right ("
          + cause.getMessage()
          + ")";
    }
    if (cause instanceof TimeoutException
        || cause instanceof org.apache.kafka.common.errors.TimeoutException
        || cause instanceof DisconnectException) {
      return "no broker answered at "
          + bootstrap
          + " in time: check that it runs and that 'kafka.bootstrap.servers' is right";
    }
    return null;
  }
}
