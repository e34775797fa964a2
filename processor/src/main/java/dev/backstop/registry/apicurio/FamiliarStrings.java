package dev.backstop.registry.apicurio;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Short strings that come again and again: names of features, categories, domains, models. Each is
 * made once, and so is its hash code, which every map that it is put into or looked up in asks for.
 *
 * <p>A string has one place, which it takes from another when it comes a second time in a row
 * there; so ids, which never come again, take none. Belongs to one thread.
 */
final class FamiliarStrings {

  private static final int PLACES = 1 << 11;

  /** Enough for a digest in hexadecimal. */
  private static final int LONGEST = 64;

  private final String[] strings = new String[PLACES];
  private final byte[][] bytes = new byte[PLACES][];

  /** Of what came last and was not at its place. */
  private final int[] hashes = new int[PLACES];

  /** The text as a string. */
  String of(Utf8 text) {
    int length = text.getByteLength();
    byte[] read = text.getBytes();
    if (length == 0 || length > LONGEST) {
      return string(read, length);
    }
    int hash = hash(read, length);
    int place = (hash ^ hash >>> 11 ^ hash >>> 22) & PLACES - 1;
    byte @Nullable [] known = bytes[place];
    if (known != null && Arrays.equals(known, 0, known.length, read, 0, length)) {
      return strings[place];
    }
    String made = string(read, length);
    if (hashes[place] == hash) {
      strings[place] = made;
      bytes[place] = Arrays.copyOf(read, length);
    }
    hashes[place] = hash;
    return made;
  }

  private static String string(byte[] bytes, int length) {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private static int hash(byte[] bytes, int length) {
    int hash = 1;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }
}
