package dev.backstop.model;

import java.util.Arrays;

/**
 * Encoded rows, packed one after the other: {@code float[rows × dense]} and {@code long[rows ×
 * tokens]}. Filled by appending; not safe for several threads.
 */
public final class Columns {

  private final int denseWidth;
  private final int tokenWidth;
  private final float[] dense;
  private final long[] tokens;
  private int denseAt;
  private int tokenAt;
  private int rows;

  public Columns(int capacity, int denseWidth, int tokenWidth) {
    this(denseWidth, tokenWidth, new float[capacity * denseWidth], new long[capacity * tokenWidth]);
  }

  private Columns(int denseWidth, int tokenWidth, float[] dense, long[] tokens) {
    this.denseWidth = denseWidth;
    this.tokenWidth = tokenWidth;
    this.dense = dense;
    this.tokens = tokens;
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

  public int denseWidth() {
    return denseWidth;
  }

  public int tokenWidth() {
    return tokenWidth;
  }

  /** The rows' dense columns, rows × denseWidth; not to be changed. */
  public float[] dense() {
    return denseAt == dense.length ? dense : Arrays.copyOf(dense, denseAt);
  }

  /** The rows' token columns, rows × tokenWidth; not to be changed. */
  public long[] tokens() {
    return tokenAt == tokens.length ? tokens : Arrays.copyOf(tokens, tokenAt);
  }

  /** A copy of the rows from one, inclusive, to another, exclusive. */
  public Columns slice(int from, int to) {
    Columns part =
        new Columns(
            denseWidth,
            tokenWidth,
            Arrays.copyOfRange(dense, from * denseWidth, to * denseWidth),
            Arrays.copyOfRange(tokens, from * tokenWidth, to * tokenWidth));
    part.rows = to - from;
    part.denseAt = part.dense.length;
    part.tokenAt = part.tokens.length;
    return part;
  }
}
