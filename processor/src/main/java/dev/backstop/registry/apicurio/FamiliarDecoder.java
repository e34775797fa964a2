package dev.backstop.registry.apicurio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/** Another decoder, but that strings which come again are made once. Belongs to one thread. */
final class FamiliarDecoder extends Decoder {

  private final FamiliarStrings strings = new FamiliarStrings();
  private Utf8 text = new Utf8();
  private @Nullable Decoder decoder;

  /** This decoder, reading from now on what that one has. */
  Decoder over(Decoder other) {
    decoder = other;
    return this;
  }

  private Decoder in() {
    return Objects.requireNonNull(decoder);
  }

  @Override
  public String readString() throws IOException {
    text = in().readString(text);
    return strings.of(text);
  }

  @Override
  public Utf8 readString(@Nullable Utf8 old) throws IOException {
    return in().readString(old);
  }

  @Override
  public void readNull() throws IOException {
    in().readNull();
  }

  @Override
  public boolean readBoolean() throws IOException {
    return in().readBoolean();
  }

  @Override
  public int readInt() throws IOException {
    return in().readInt();
  }

  @Override
  public long readLong() throws IOException {
    return in().readLong();
  }

  @Override
  public float readFloat() throws IOException {
    return in().readFloat();
  }

  @Override
  public double readDouble() throws IOException {
    return in().readDouble();
  }

  @Override
  public void skipString() throws IOException {
    in().skipString();
  }

  @Override
  public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
    return in().readBytes(old);
  }

  @Override
  public void skipBytes() throws IOException {
    in().skipBytes();
  }

  @Override
  public void readFixed(byte[] bytes, int start, int length) throws IOException {
    in().readFixed(bytes, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    in().skipFixed(length);
  }

  @Override
  public int readEnum() throws IOException {
    return in().readEnum();
  }

  @Override
  public long readArrayStart() throws IOException {
    return in().readArrayStart();
  }

  @Override
  public long arrayNext() throws IOException {
    return in().arrayNext();
  }

  @Override
  public long skipArray() throws IOException {
    return in().skipArray();
  }

  @Override
  public long readMapStart() throws IOException {
    return in().readMapStart();
  }

  @Override
  public long mapNext() throws IOException {
    return in().mapNext();
  }

  @Override
  public long skipMap() throws IOException {
    return in().skipMap();
  }

  @Override
  public int readIndex() throws IOException {
    return in().readIndex();
  }

  /**
   * Without it Avro takes a count of items for true that the rest of the record has no room for.
   */
  @Override
  public int remainingBytes() {
    return in().remainingBytes();
  }
}
