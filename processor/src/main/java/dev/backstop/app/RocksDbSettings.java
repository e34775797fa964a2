package dev.backstop.app;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.Options;

/**
 * RocksDB without its thread that writes statistics into a log nobody reads. The thread outlives
 * the start of the process's exit, and has crashed it then.
 */
public final class RocksDbSettings implements RocksDBConfigSetter {

  @Override
  public void setConfig(String store, Options options, Map<String, Object> settings) {
    options.setStatsDumpPeriodSec(0);
    options.setStatsPersistPeriodSec(0);
  }

  @Override
  public void close(String store, Options options) {}
}
