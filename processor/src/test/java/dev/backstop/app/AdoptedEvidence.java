package dev.backstop.app;

import dev.backstop.control.ControlBoard;
import dev.backstop.registry.WireCodec;
import dev.backstop.telemetry.CandidateMeters;
import dev.backstop.topology.adopt.AdoptStage;

/** The real adoption of evidence, for tests of other packages. */
public final class AdoptedEvidence {

  private final EvidenceAdoption adoption;

  public AdoptedEvidence(ControlBoard board, WireCodec.Factory codecs, CandidateMeters meters) {
    this.adoption = new EvidenceAdoption(board, codecs, meters);
  }

  public AdoptStage.Listener listener() {
    return adoption;
  }
}
