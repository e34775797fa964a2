package dev.backstop.app;

import dev.backstop.control.ControlBoard;
import dev.backstop.domain.AuditEvent;
import dev.backstop.policy.Policies;
import dev.backstop.registry.WireCodec;
import dev.backstop.signing.ControlKeys;
import dev.backstop.signing.TrustedKeys;
import dev.backstop.telemetry.Telemetry;
import dev.backstop.topology.adopt.AdoptStage;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The real adoption of controls, for tests of other packages. Its clock ticks when it is told. */
public final class AdoptedControls {

  private final List<AuditEvent> audit = new ArrayList<>();
  private final ControlAdoption adoption;

  public AdoptedControls(
      ControlBoard board, WireCodec.Factory codecs, InstantSource clock, Telemetry telemetry) {
    this.adoption =
        new ControlAdoption(
            "test",
            board,
            new Policies(List.of()),
            new ControlKeys(TrustedKeys.of(Map.of()), TrustedKeys.of(Map.of())),
            codecs,
            audit::add,
            clock,
            telemetry);
  }

  public AdoptStage.Listener listener() {
    return adoption;
  }

  public void sweep() {
    adoption.sweep();
  }

  public Map<String, String> refused() {
    return adoption.refused();
  }

  public List<AuditEvent> audit() {
    return audit;
  }
}
