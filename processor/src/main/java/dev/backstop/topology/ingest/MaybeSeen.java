package dev.backstop.topology.ingest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Request ids that may have been seen in one window: a Bloom filter that grows. An id it does not
 * know has not been added; of the others about one in a hundred has not been either.
 *
 * <p>Layers of doubling capacity, so that the number of ids need not be known: at most 2.4 bytes an
 * id, and a handful of layers.
 *
 * @see <a href="https://doi.org/10.1145/362686.362692">Bloom, 1970</a>
 * @see <a href="https://doi.org/10.1002/rsa.20208">Kirsch and Mitzenmacher, Less hashing, same
 *     performance, 2008</a>
 */
final class MaybeSeen {

  private static final int FIRST_CAPACITY = 1 << 12;
  private static final int BITS_PER_ID = 10;
  private static final int PROBES = 7;

  private final List<Layer> layers = new ArrayList<>(List.of(new Layer(FIRST_CAPACITY)));

  void add(long[] hash) {
    Layer last = layers.get(layers.size() - 1);
    if (last.isFull()) {
      last = new Layer(last.capacity * 2);
      layers.add(last);
    }
    last.add(hash);
  }

  boolean mayContain(long[] hash) {
    // The largest layer holds half of all ids, the newest among them.
    for (int i = layers.size() - 1; i >= 0; i--) {
      if (layers.get(i).mayContain(hash)) {
        return true;
      }
    }
    return false;
  }

  /** The hash under which an id is added and looked up: 128 bits. */
  static long[] hash(String id) {
    return MurmurHash3.hash128x64(id.getBytes(StandardCharsets.UTF_8));
  }

  /** A filter for a number of ids that is known. */
  private static final class Layer {
    private final int capacity;
    private final long[] words;
    private int size;

    Layer(int capacity) {
      this.capacity = capacity;
      this.words = new long[(int) ((long) capacity * BITS_PER_ID / Long.SIZE) + 1];
    }

    boolean isFull() {
      return size >= capacity;
    }

    void add(long[] hash) {
      for (int i = 0; i < PROBES; i++) {
        int bit = bit(hash, i);
        words[bit >>> 6] |= 1L << bit;
      }
      size++;
    }

    boolean mayContain(long[] hash) {
      for (int i = 0; i < PROBES; i++) {
        int bit = bit(hash, i);
        if ((words[bit >>> 6] & 1L << bit) == 0) {
          return false;
        }
      }
      return true;
    }

    private int bit(long[] hash, int probe) {
      long mixed = (hash[0] + probe * hash[1]) & Long.MAX_VALUE;
      return (int) (mixed % (words.length * (long) Long.SIZE));
    }
  }
}
