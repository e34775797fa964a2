package dev.backstop.app;

import dev.backstop.control.ControlBoard;
import dev.backstop.registry.WireCodec;
import dev.backstop.telemetry.BreakerMeters;
import dev.backstop.topology.adopt.AdoptStage;

/** The real adoption of breakers, for tests of other packages. */
public final class AdoptedBreakers {

  private final BreakerAdoption adoption;

  public AdoptedBreakers(ControlBoard board, WireCodec.Factory codecs, BreakerMeters meters) {
    this.adoption = new BreakerAdoption(board, codecs, meters);
  }

  public AdoptStage.Listener listener() {
    return adoption;
  }
}
