package dev.backstop.registry;

import dev.backstop.control.Control;
import dev.backstop.control.Switch;
import dev.backstop.control.SwitchReader;
import dev.backstop.v1.ControlKind;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Control} and its contract. The signature is beside it: it is no part of what is signed.
 */
public final class ControlMapper {

  private ControlMapper() {}

  public static dev.backstop.v1.Control toAvro(Control control, byte @Nullable [] signature) {
    Switch set = control.set();
    dev.backstop.v1.Control mapped = new dev.backstop.v1.Control();
    mapped.setId(control.id());
    mapped.setDomain(control.domain());
    mapped.setSlot(set.slot());
    mapped.setKind(CommonMapper.required(set.kind(), ControlKind.class));
    mapped.setTier(set.tier());
    mapped.setShare(set.share());
    mapped.setWho(control.who());
    mapped.setWhy(control.why());
    mapped.setIssuedAt(control.issuedAt());
    mapped.setExpiresAt(control.expiresAt());
    mapped.setSignature(signature == null ? null : ByteBuffer.wrap(signature));
    return mapped;
  }

  /**
   * The control in the record, as it says; whether that may be is another matter.
   *
   * @param problems gets why there is none
   */
  public static Optional<Control> fromAvro(
      dev.backstop.v1.Control control, Consumer<String> problems) {
    if (control.getKind() == ControlKind.UNKNOWN) {
      problems.accept("its kind is not known to this release");
      return Optional.empty();
    }
    Switch set =
        SwitchReader.read(
            CommonMapper.required(control.getKind(), Switch.Kind.class),
            control.getSlot(),
            control.getTier(),
            control.getShare(),
            problems);
    return set == null
        ? Optional.empty()
        : Optional.of(
            new Control(
                control.getId(),
                control.getDomain(),
                set,
                control.getWho(),
                control.getWhy(),
                control.getIssuedAt(),
                control.getExpiresAt()));
  }

  public static byte @Nullable [] signature(dev.backstop.v1.Control control) {
    ByteBuffer buffer = control.getSignature();
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
