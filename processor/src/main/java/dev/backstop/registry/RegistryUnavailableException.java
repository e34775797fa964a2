package dev.backstop.registry;

import org.apache.kafka.common.KafkaException;

/**
 * The schema registry did not answer. A {@link KafkaException}, because it is treated like a lost
 * broker: the transaction is abandoned and the records are tried again, none is skipped.
 */
public final class RegistryUnavailableException extends KafkaException {

  private static final long serialVersionUID = 1L;

  RegistryUnavailableException(Throwable cause) {
    super(
        "the schema registry did not answer; check that it runs and that its address is right",
        cause);
  }
}
