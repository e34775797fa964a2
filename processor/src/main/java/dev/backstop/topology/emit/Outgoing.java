package dev.backstop.topology.emit;

import dev.backstop.topology.names.Topic;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;

/** A record ready to be encoded: where it goes, what it says, and its lineage. */
record Outgoing(Topic topic, SpecificRecord record, Headers headers) {}
