package dev.backstop.app;

import dev.backstop.control.Control;
import dev.backstop.domain.SourcePosition;
import dev.backstop.registry.ControlMapper;
import dev.backstop.registry.WireCodec;
import dev.backstop.signing.ControlKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what comes as a control: what it says, and what is against it in itself. */
final class ControlRecords {

  /**
   * What came.
   *
   * @param control null if it cannot be read
   * @param problems with it, whatever else is set and whatever the policies let; empty if it is
   *     sound and bears the signature that is asked for
   */
  record Came(@Nullable Control control, List<String> problems) {}

  private final WireCodec.Factory codecs;
  private final ControlKeys trusted;

  ControlRecords(WireCodec.Factory codecs, ControlKeys trusted) {
    this.codecs = codecs;
    this.trusted = trusted;
  }

  /**
   * Reads one.
   *
   * @throws dev.backstop.registry.RegistryUnavailableException if its schema cannot be had now
   */
  Came read(String key, byte[] value, SourcePosition at, Instant now) {
    WireCodec.Decoded<dev.backstop.v1.Control> decoded;
    try (WireCodec codec = codecs.create()) {
      decoded = codec.decode(at.topic(), value, dev.backstop.v1.Control.class);
    }
    if (decoded instanceof WireCodec.Unreadable<dev.backstop.v1.Control> unreadable) {
      return new Came(null, List.of(unreadable.why()));
    }
    dev.backstop.v1.Control record = ((WireCodec.Read<dev.backstop.v1.Control>) decoded).record();
    List<String> problems = new ArrayList<>();
    Control control = ControlMapper.fromAvro(record, problems::add).orElse(null);
    if (control != null) {
      problems.addAll(control.problems(key, now));
      problems.addAll(trusted.problems(control, ControlMapper.signature(record)));
    }
    return new Came(control, problems);
  }
}
