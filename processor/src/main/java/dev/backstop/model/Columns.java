package dev.backstop.model;

import java.util.Arrays;

/**
 * Encoded rows, packed one after the other: {@code float[n × dense]} and {@code long[n × tokens]}.
 * Filled by appending; not safe for several threads.
 *
 * <p>They are handed on in whole blocks: behind the rows come copies of the last one, up to a
 * multiple of {@link #BLOCK}. libtorch computes the last few rows of a batch in another way, with
 * another rounding; with the copies as the last few, a row's answer does not depend on the batch.
 */
public final class Columns {

  /** Rows: two vectors of sixteen floats, the most that libtorch's kernels take in one step. */
  public static final int BLOCK = 32;

  private final int denseWidth;
  private final int tokenWidth;
  private final float[] dense;
  private final long[] tokens;
  private int denseAt;
  private int tokenAt;
  private int rows;

  public Columns(int capacity, int denseWidth, int tokenWidth) {
    this.denseWidth = denseWidth;
    this.tokenWidth = tokenWidth;
    this.dense = new float[inBlocks(capacity) * denseWidth];
    this.tokens = new long[inBlocks(capacity) * tokenWidth];
  }

  void add(float value) {
    dense[denseAt++] = value;
  }

  void addToken(long id) {
    tokens[tokenAt++] = id;
  }

  /** Ends a row, and keeps it. */
  void keepRow() {
    rows++;
  }

  /** Forgets what was appended since the last row that was kept. */
  void dropRow() {
    denseAt = rows * denseWidth;
    tokenAt = rows * tokenWidth;
  }

  public int rows() {
    return rows;
  }

  /** The rows and the copies behind them. */
  public int paddedRows() {
    return inBlocks(rows);
  }

  public int denseWidth() {
    return denseWidth;
  }

  public int tokenWidth() {
    return tokenWidth;
  }

  /** The dense columns, paddedRows × denseWidth; not to be changed. */
  public float[] dense() {
    for (int row = rows; rows > 0 && row < paddedRows(); row++) {
      System.arraycopy(dense, (rows - 1) * denseWidth, dense, row * denseWidth, denseWidth);
    }
    int length = paddedRows() * denseWidth;
    return length == dense.length ? dense : Arrays.copyOf(dense, length);
  }

  /** The token columns, paddedRows × tokenWidth; not to be changed. */
  public long[] tokens() {
    for (int row = rows; rows > 0 && row < paddedRows(); row++) {
      System.arraycopy(tokens, (rows - 1) * tokenWidth, tokens, row * tokenWidth, tokenWidth);
    }
    int length = paddedRows() * tokenWidth;
    return length == tokens.length ? tokens : Arrays.copyOf(tokens, length);
  }

  /** A copy of the rows from one, inclusive, to another, exclusive. */
  public Columns slice(int from, int to) {
    Columns part = new Columns(to - from, denseWidth, tokenWidth);
    part.rows = to - from;
    part.dropRow();
    System.arraycopy(dense, from * denseWidth, part.dense, 0, part.denseAt);
    System.arraycopy(tokens, from * tokenWidth, part.tokens, 0, part.tokenAt);
    return part;
  }

  private static int inBlocks(int rows) {
    return (rows + BLOCK - 1) / BLOCK * BLOCK;
  }
}
