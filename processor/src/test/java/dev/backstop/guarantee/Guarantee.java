package dev.backstop.guarantee;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;

/**
 * A promise as an object: it watches what goes in and what comes out, and says at the end whether
 * the promise was kept. The same objects watch a topology without a broker and real processes that
 * are killed.
 */
public interface Guarantee {

  /** A request was sent, and its send acknowledged. The same id may be sent more than once. */
  default void onRequest(String requestId) {}

  /** Something was sent that is not a readable request. */
  default void onGarbage() {}

  /** A record came out. */
  default void onOutput(String key, SpecificRecord record, Headers headers) {}

  /**
   * Checks the promise at rest.
   *
   * @throws AssertionError if it was broken
   */
  void check();
}
