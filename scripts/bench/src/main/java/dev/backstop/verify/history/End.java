package dev.backstop.verify.history;

/**
 * Where a partition ends, when all is at rest.
 *
 * @param lastStable what a reader of committed records may read up to
 * @param highWatermark what there is
 * @param lastRecord offset of the last committed record; -1 if there is none
 * @param committed the processor's offset, if it reads the partition; else -1
 * @param input whether the processor reads it
 */
public record End(
    String topic,
    int partition,
    long lastStable,
    long highWatermark,
    long lastRecord,
    long committed,
    boolean input) {}
