package dev.backstop.model;

import dev.backstop.domain.Features;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.domain.Stale;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows of features into packed columns, each row by itself: a row that breaks a rule of an
 * input, or has a value that is too old for it, fails with INVALID_INPUT and is not packed.
 *
 * <p>On the hot path: no object and no text is made for a good row, except for the words of a text.
 * Features that the model does not declare are ignored.
 */
public final class RowEncoder {

  private final Input[] inputs;
  private final int denseWidth;
  private final int tokenWidth;

  public RowEncoder(List<Input> inputs) {
    this.inputs = inputs.toArray(Input[]::new);
    this.denseWidth = inputs.stream().mapToInt(Input::denseColumns).sum();
    this.tokenWidth = inputs.stream().mapToInt(Input::tokenColumns).sum();
  }

  public int denseWidth() {
    return denseWidth;
  }

  public int tokenWidth() {
    return tokenWidth;
  }

  /**
   * Packs the good rows, in their order.
   *
   * @param outcomes one place a row; set for the rows that failed, untouched for the others
   */
  public Columns encodeAll(List<Features> rows, @Nullable Outcome[] outcomes) {
    Columns columns = new Columns(rows.size(), denseWidth, tokenWidth);
    int place = 0;
    for (Features row : rows) {
      Outcome.Failed failed = encode(row, columns);
      if (failed == null) {
        columns.keepRow();
      } else {
        columns.dropRow();
        outcomes[place] = failed;
      }
      place++;
    }
    return columns;
  }

  private Outcome.@Nullable Failed encode(Features row, Columns to) {
    for (Input input : inputs) {
      Object value = row.get(input.name());
      String problem = value instanceof Stale stale ? stale.inWords() : input.write(value, to);
      if (problem != null) {
        return new Outcome.Failed(Reason.INVALID_INPUT, input.name() + ": " + problem);
      }
    }
    return null;
  }
}
