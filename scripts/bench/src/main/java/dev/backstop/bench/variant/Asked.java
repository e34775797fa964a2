package dev.backstop.bench.variant;

import dev.backstop.domain.Features;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Outcome;
import java.util.List;

/** A model, and how it is asked. */
interface Asked extends AutoCloseable {

  ModelRef ref();

  /** One outcome a row, in their order. */
  List<Outcome> ask(List<Features> rows);

  @Override
  void close();
}
