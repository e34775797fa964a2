package dev.backstop.app;

import dev.backstop.domain.SourcePosition;
import dev.backstop.topology.adopt.AdoptStage;
import dev.backstop.topology.names.Store;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.jspecify.annotations.Nullable;

/**
 * Keeps back what the policies topic has when an instance starts, until all of a partition is read:
 * then what came last under a key is known, and what it has taken the place of need not be loaded.
 * Later records are passed on as they come. All of it on the global thread.
 */
final class PoliciesAtStart implements AdoptStage.Listener, StateRestoreListener {

  /** A record of the topic. */
  @SuppressWarnings("ArrayRecordComponent") // Compared with nothing.
  record Heard(byte @Nullable [] value, SourcePosition at) {}

  private final Adoption adoption;
  private @Nullable Map<String, List<Heard>> heard;

  PoliciesAtStart(Adoption adoption) {
    this.adoption = adoption;
  }

  @Override
  public void changed(String key, byte @Nullable [] value, SourcePosition at) {
    if (heard == null) {
      adoption.changed(key, value, at);
    } else {
      heard.computeIfAbsent(key, first -> new ArrayList<>()).add(new Heard(value, at));
    }
  }

  @Override
  public void onRestoreStart(TopicPartition partition, String store, long from, long to) {
    if (store.equals(Store.POLICIES.storeName())) {
      heard = new LinkedHashMap<>();
    }
  }

  @Override
  public void onBatchRestored(TopicPartition partition, String store, long end, long count) {}

  @Override
  public void onRestoreEnd(TopicPartition partition, String store, long count) {
    Map<String, List<Heard>> all = heard;
    if (all != null && store.equals(Store.POLICIES.storeName())) {
      heard = null;
      all.forEach(adoption::foresee);
      all.forEach(adoption::start);
    }
  }
}
