package dev.backstop.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import dev.backstop.model.Columns;

/**
 * Packed rows in, packed output rows out: float32 [n, d] and, if the model takes tokens, int64 [n,
 * t]; float32 [n, k] comes back. DJL's own batching would stack n arrays, and takes 20 times as
 * long. All arrays belong to the call's own manager, which the predictor closes.
 */
final class PackedTranslator implements NoBatchifyTranslator<Columns, float[]> {

  private static final String ROWS = "rows";

  private final int outputWidth;

  PackedTranslator(int outputWidth) {
    this.outputWidth = outputWidth;
  }

  @Override
  public NDList processInput(TranslatorContext context, Columns rows) {
    NDManager manager = context.getNDManager();
    NDList tensors = new NDList(2);
    tensors.add(manager.create(rows.dense(), new Shape(rows.paddedRows(), rows.denseWidth())));
    if (rows.tokenWidth() > 0) {
      tensors.add(manager.create(rows.tokens(), new Shape(rows.paddedRows(), rows.tokenWidth())));
    }
    context.setAttachment(ROWS, rows.paddedRows());
    return tensors;
  }

  @Override
  public float[] processOutput(TranslatorContext context, NDList list) {
    long rows = ((Integer) context.getAttachment(ROWS)).longValue();
    NDArray output = list.size() == 1 ? list.get(0) : null;
    if (output == null || !output.getShape().equals(new Shape(rows, outputWidth))) {
      throw new WrongShapeException();
    }
    return output.getDataType() == DataType.FLOAT32
        ? output.toFloatArray()
        : output.toType(DataType.FLOAT32, false).toFloatArray();
  }

  /** The output is not one tensor of a row a row and a column a label. */
  static final class WrongShapeException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
