package dev.backstop.topology.ingest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Request ids that may have been seen in one window: a Bloom filter that grows up to a limit. An id
 * it does not know has not been added; of the others at most two in a hundred have not been either.
 *
 * <p>It has layers of doubling capacity, so that the number of ids need not be known: the first
 * takes 98 KB, and from its last id on there are 1.5 to 4.5 bytes an id. Each layer is wrong about
 * at most 0.41 % of the ids it has not got, and the errors of all layers add up.
 *
 * <p>Beyond {@link #MOST_IDS} it gives its memory back and takes every id for seen: correct, and of
 * no more use.
 *
 * @see <a href="https://doi.org/10.1145/362686.362692">Bloom, 1970</a>
 * @see <a href="https://doi.org/10.1145/1498698.1594230">Putze, Sanders and Singler, Cache-, hash-,
 *     and space-efficient Bloom filters, 2010</a>
 */
final class MaybeSeen {

  private static final int FIRST_CAPACITY = 1 << 16;
  private static final int BITS_PER_ID = 12;

  /**
   * All probes of an id are in one block of 512 bits, side by side in memory: a look-up waits for
   * memory once, not for each probe.
   */
  private static final int WORDS_OF_A_BLOCK = 8;

  private static final int BITS_OF_A_PROBE = 9;

  /** As many as 64 bits of the hash have room for. */
  private static final int PROBES = 7;

  /**
   * A task has a filter for each of two windows, and an instance has dozens of tasks: with 3 MB a
   * filter, 40 tasks take 250 MB, and that is what can be spared of the heap of an instance of 1
   * GB. One layer more would help a task that takes up to 46 requests a second in place of 23, over
   * the default window.
   */
  private static final int MOST_LAYERS = 5;

  /** How many ids a filter can take: 2.03 million. */
  static final int MOST_IDS = mostIds(MOST_LAYERS);

  private final int mostLayers;
  private final List<Layer> layers = new ArrayList<>();
  private boolean overfull;

  MaybeSeen() {
    this(MOST_LAYERS);
  }

  /** A filter with a limit of its own, see {@link #mostIds}. */
  MaybeSeen(int mostLayers) {
    this.mostLayers = mostLayers;
    layers.add(new Layer(FIRST_CAPACITY));
  }

  static int mostIds(int layers) {
    return FIRST_CAPACITY * ((1 << layers) - 1);
  }

  void add(long[] hash) {
    if (overfull) {
      return;
    }
    Layer last = layers.get(layers.size() - 1);
    if (last.isFull()) {
      if (layers.size() == mostLayers) {
        overfull = true;
        layers.clear();
        return;
      }
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
    return overfull;
  }

  /** Whether it has been given too many ids and takes every id for seen. */
  boolean isOverfull() {
    return overfull;
  }

  /** What the layers take of the heap. */
  long bytes() {
    return layers.stream().mapToLong(layer -> (long) layer.words.length * Long.BYTES).sum();
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
      this.words = new long[(int) ((long) capacity * BITS_PER_ID / Long.SIZE)];
    }

    boolean isFull() {
      return size >= capacity;
    }

    void add(long[] hash) {
      int block = block(hash);
      long bits = hash[1];
      for (int i = 0; i < PROBES; i++) {
        words[block + word(bits)] |= 1L << bits;
        bits >>>= BITS_OF_A_PROBE;
      }
      size++;
    }

    boolean mayContain(long[] hash) {
      int block = block(hash);
      long bits = hash[1];
      for (int i = 0; i < PROBES; i++) {
        if ((words[block + word(bits)] & 1L << bits) == 0) {
          return false;
        }
        bits >>>= BITS_OF_A_PROBE;
      }
      return true;
    }

    /** The first word of the id's block. */
    private int block(long[] hash) {
      int blocks = words.length / WORDS_OF_A_BLOCK;
      return (int) (((hash[0] >>> 32) * blocks) >>> 32) * WORDS_OF_A_BLOCK;
    }

    /** Which word of the block; the six bits below say which bit of it. */
    private static int word(long bits) {
      return (int) (bits >>> 6) & (WORDS_OF_A_BLOCK - 1);
    }
  }
}
