package dev.backstop.bench.variant;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import dev.backstop.domain.Features;
import dev.backstop.domain.ModelRef;
import dev.backstop.domain.Outcome;
import dev.backstop.model.Columns;
import dev.backstop.model.ModelDescriptor;
import dev.backstop.model.RowEncoder;
import dev.backstop.model.ScoreDecoder;
import dev.backstop.model.djl.DjlModels;
import dev.backstop.model.pack.ModelPackage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call of the model for each row, as DJL's own examples do it: a translator of one row, with the
 * batching that DJL gives it.
 */
final class OneByOne implements Asked, Translator<float[], float[]> {
  private final ModelRef ref;
  private final RowEncoder encoder;
  private final ScoreDecoder decoder;
  private final Model model;
  private final Predictor<float[], float[]> predictor;

  private OneByOne(ModelDescriptor descriptor, Model model) {
    this.ref = descriptor.ref();
    this.encoder = new RowEncoder(descriptor.inputs());
    this.decoder = new ScoreDecoder(descriptor.output());
    this.model = model;
    this.predictor = model.newPredictor(this);
  }

  static OneByOne load(Path folder) {
    // For the engine's settings: one native thread, no optimiser, as everywhere in this benchmark.
    new DjlModels();
    ModelPackage checked = ModelPackage.read(folder);
    Model model = Model.newInstance(checked.ref().name(), "PyTorch");
    try (InputStream file = checked.model()) {
      model.load(file);
    } catch (MalformedModelException e) {
      throw new IllegalArgumentException(folder + " holds no model", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new OneByOne(checked.descriptor(), model);
  }

  @Override
  public ModelRef ref() {
    return ref;
  }

  @Override
  public List<Outcome> ask(List<Features> rows) {
    List<Outcome> outcomes = new ArrayList<>(rows.size());
    for (Features row : rows) {
      outcomes.add(ask(row));
    }
    return outcomes;
  }

  private Outcome ask(Features row) {
    @Nullable Outcome[] failed = new Outcome[1];
    Columns columns = encoder.encodeAll(List.of(row), failed);
    if (failed[0] != null) {
      return failed[0];
    }
    try {
      float[] dense = Arrays.copyOf(columns.dense(), columns.denseWidth());
      return decoder.decode(predictor.predict(dense), 0);
    } catch (TranslateException e) {
      throw new IllegalStateException("the model failed", e);
    }
  }

  @Override
  public NDList processInput(TranslatorContext context, float[] row) {
    return new NDList(context.getNDManager().create(row));
  }

  @Override
  public float[] processOutput(TranslatorContext context, NDList output) {
    return output.singletonOrThrow().toFloatArray();
  }

  @Override
  public void close() {
    predictor.close();
    model.close();
  }
}
