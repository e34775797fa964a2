package dev.backstop.topology.score;

import dev.backstop.decision.Admitting;
import dev.backstop.decision.Step;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Outcome;
import dev.backstop.model.Begun;
import dev.backstop.model.Model;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Several models that are asked about one case at once, where their scorers can. Each may take the
 * whole of the time.
 *
 * <p>One for which there is no room at once is asked in its turn after the others have ended:
 * nobody waits for one model while holding a place at another, so two ensembles never wait for each
 * other.
 */
final class Committee {

  private final Step.Ask ask;
  private final List<String> names;
  private final Duration budget;
  private final Lookup lookup;
  private final long since = System.nanoTime();

  /** Null: not asked yet. */
  private final @Nullable Said[] said;

  /**
   * @param budget from now on
   */
  Committee(Step.Ask ask, List<String> names, Duration budget, Lookup lookup) {
    this.ask = ask;
    this.names = names;
    this.budget = budget;
    this.lookup = lookup;
    this.said = new Said[names.size()];
  }

  /** What each of them says, in their order. */
  List<Said> answers() {
    askFrom(0);
    List<Said> all = new ArrayList<>(said.length);
    for (int i = 0; i < said.length; i++) {
      Said one = said[i];
      all.add(one == null ? inTurn(names.get(i)) : one);
    }
    return all;
  }

  /** Each call holds the lease of its model until it is awaited, so they lie within each other. */
  private void askFrom(int i) {
    if (i == names.size()) {
      return;
    }
    String name = names.get(i);
    Outcome refusal = Admitting.refusal(ask.on(), name);
    Said settled = refusal == null ? lookup.ahead(ask, name) : Said.unasked(name, refusal);
    if (settled != null) {
      said[i] = settled;
      askFrom(i + 1);
      return;
    }
    Optional<ModelRef> found = lookup.with(ask, name, budget, model -> askBeside(i, model));
    if (found.isEmpty()) {
      said[i] = Said.missing(name);
      askFrom(i + 1);
    }
  }

  /** Asks one if there is room, and all that follow it meanwhile; tells which it was. */
  private ModelRef askBeside(int i, Model model) {
    String name = names.get(i);
    Begun call = OneCall.begin(ask, model, budget);
    try {
      askFrom(i + 1);
    } finally {
      if (call != null) {
        said[i] = OneCall.awaited(name, model, call);
      }
    }
    return model.ref();
  }

  private Said inTurn(String name) {
    return lookup
        .with(ask, name, budget, model -> OneCall.makeInTurn(ask, name, model, budget, since))
        .orElseGet(() -> Said.missing(name));
  }
}
