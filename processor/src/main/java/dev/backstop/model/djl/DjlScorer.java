package dev.backstop.model.djl;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.TranslateException;
import dev.backstop.domain.Features;
import dev.backstop.domain.Outcome;
import dev.backstop.domain.Reason;
import dev.backstop.model.Columns;
import dev.backstop.model.ModelDescriptor;
import dev.backstop.model.RowEncoder;
import dev.backstop.model.ScoreDecoder;
import dev.backstop.model.Scorer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a TorchScript model, all good rows of a batch in one call.
 *
 * <p>If a call fails, or gives an output of the wrong shape, its rows are asked again in halves,
 * down to single rows, so that a bad row fails alone: with ERROR or INVALID_OUTPUT. That costs at
 * most two calls a row; a time budget around this scorer bounds it.
 *
 * <p>Each thread is prepared before its first call, see RATIONALE. A predictor is used by one
 * thread at a time; there are as many as there ever were calls at once. Closing must wait for the
 * last call: libtorch may crash the process otherwise.
 */
final class DjlScorer implements Scorer {

  private static final Logger LOG = LoggerFactory.getLogger(DjlScorer.class);

  private static final long ENOUGH_TO_SPLIT = 1 << 16;

  private final String name;
  private final Model model;
  private final RowEncoder encoder;
  private final ScoreDecoder decoder;
  private final int outputWidth;
  private final ConcurrentLinkedDeque<Predictor<Columns, float[]>> free =
      new ConcurrentLinkedDeque<>();
  private final ThreadLocal<Boolean> prepared = ThreadLocal.withInitial(this::prepareThread);

  /**
   * @param model loaded; belongs to the scorer from now on
   */
  DjlScorer(ModelDescriptor descriptor, Model model) {
    this.name = descriptor.ref().toLineage();
    this.model = model;
    this.encoder = new RowEncoder(descriptor.inputs());
    this.decoder = new ScoreDecoder(descriptor.output());
    this.outputWidth = descriptor.output().labels().size();
  }

  @Override
  public List<Outcome> scoreAll(List<Features> rows) {
    @Nullable Outcome[] outcomes = new Outcome[rows.size()];
    Columns columns = encoder.encodeAll(rows, outcomes);
    if (columns.rows() > 0) {
      int[] places = places(outcomes, columns.rows());
      ask(columns, places, outcomes);
    }
    return Arrays.asList(outcomes);
  }

  @Override
  public void close() {
    free.forEach(Predictor::close);
    free.clear();
    model.close();
  }

  /** Where each packed row stands in the batch. */
  private static int[] places(@Nullable Outcome[] outcomes, int rows) {
    int[] places = new int[rows];
    int row = 0;
    for (int place = 0; place < outcomes.length; place++) {
      if (outcomes[place] == null) {
        places[row++] = place;
      }
    }
    return places;
  }

  private void ask(Columns columns, int[] places, @Nullable Outcome[] outcomes) {
    float[] output;
    try {
      output = predict(columns);
    } catch (TranslateException | RuntimeException e) {
      failed(columns, places, outcomes, e);
      return;
    }
    for (int row = 0; row < places.length; row++) {
      outcomes[places[row]] = decoder.decode(output, row * outputWidth);
    }
  }

  private void failed(
      Columns columns, int[] places, @Nullable Outcome[] outcomes, Exception failure) {
    int rows = places.length;
    if (rows > 1) {
      int half = rows / 2;
      ask(columns.slice(0, half), Arrays.copyOfRange(places, 0, half), outcomes);
      ask(columns.slice(half, rows), Arrays.copyOfRange(places, half, rows), outcomes);
    } else if (isWrongShape(failure)) {
      outcomes[places[0]] =
          new Outcome.Failed(Reason.INVALID_OUTPUT, "the output has the wrong shape");
    } else {
      // A message from inside the model may hold the row's values: only its type goes anywhere.
      String type = failure.getClass().getSimpleName();
      LOG.debug("event=model_call_failed model={} error={}", name, type);
      outcomes[places[0]] = new Outcome.Failed(Reason.ERROR, "the model failed: " + type);
    }
  }

  private static boolean isWrongShape(Exception failure) {
    return failure instanceof PackedTranslator.WrongShapeException
        || failure.getCause() instanceof PackedTranslator.WrongShapeException;
  }

  private float[] predict(Columns columns) throws TranslateException {
    prepared.get();
    Predictor<Columns, float[]> predictor = free.pollFirst();
    if (predictor == null) {
      predictor = model.newPredictor(new PackedTranslator(outputWidth));
    }
    try {
      return predictor.predict(columns);
    } finally {
      free.addFirst(predictor);
    }
  }

  /**
   * Makes libtorch apply its number of threads to this thread too. It does so in the first
   * operation that is large enough to be split; until then the mathematics library starts one
   * thread a core, which wait for each other busily.
   */
  private boolean prepareThread() {
    try (NDManager manager = model.getNDManager().newSubManager()) {
      manager.zeros(new Shape(ENOUGH_TO_SPLIT)).add(1f);
      return true;
    }
  }
}
