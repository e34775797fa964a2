package dev.backstop.topology.ingest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Request ids that may have been seen in one window: a Bloom filter that grows as long as there is
 * memory. An id it does not know has not been added; of the others at most three in a hundred have
 * not been either.
 *
 * <p>It has layers of growing capacity, so that the number of ids need not be known: the first
 * takes 98 KB, and from its last id on there are 1.5 to 4.5 bytes an id, up to 6 beyond two million
 * ids. Each layer is wrong about at most 0.41 % of the ids it has not got, and the errors of all
 * layers add up.
 *
 * <p>Where there is no memory for another layer it gives its own back and takes every id for seen:
 * correct, and of no more use.
 *
 * @see <a href="https://doi.org/10.1145/362686.362692">Bloom, 1970</a>
 * @see <a href="https://doi.org/10.1145/1498698.1594230">Putze, Sanders and Singler, Cache-, hash-,
 *     and space-efficient Bloom filters, 2010</a>
 */
final class MaybeSeen implements AutoCloseable {

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
   * GB. So each has these in any case, which last for 23 requests a second over the default window,
   * and more where few tasks share the heap.
   */
  private static final int OWN_LAYERS = 5;

  /** By so much the layers beyond grow, for each must be asked about each id. */
  private static final int GROWTH_BEYOND = 4;

  private static final int MOST_LAYERS = 8;

  /** How many ids a filter can take in any case: 2.03 million. */
  static final int MOST_IDS = mostIds(OWN_LAYERS);

  private final int ownLayers;
  private final FilterMemory memory;
  private final List<Layer> layers = new ArrayList<>();
  private boolean overfull;

  MaybeSeen(FilterMemory memory) {
    this(OWN_LAYERS, memory);
  }

  /**
   * A filter with a limit of its own, see {@link #mostIds}.
   *
   * @param memory for what is beyond it
   */
  MaybeSeen(int ownLayers, FilterMemory memory) {
    this.ownLayers = ownLayers;
    this.memory = memory;
    grow();
  }

  /** How many ids so many layers take that a filter has in any case. */
  static int mostIds(int layers) {
    return FIRST_CAPACITY * ((1 << layers) - 1);
  }

  void add(long[] hash) {
    if (overfull) {
      return;
    }
    if (last().isFull() && !grow()) {
      close();
      return;
    }
    last().add(hash);
  }

  /** Adds a layer, if there is memory for it. */
  private boolean grow() {
    int known = layers.size();
    boolean own = known < ownLayers;
    int growth = own ? 2 : GROWTH_BEYOND;
    int capacity = known == 0 ? FIRST_CAPACITY : last().capacity * growth;
    long bytes = Layer.bytes(capacity);
    if (own) {
      memory.take(bytes);
    } else if (known == MOST_LAYERS || !memory.takeIfRoom(bytes)) {
      return false;
    }
    layers.add(new Layer(capacity));
    return true;
  }

  private Layer last() {
    return layers.get(layers.size() - 1);
  }

  /** Gives its memory back. From now on it takes every id for seen. */
  @Override
  public void close() {
    memory.giveBack(bytes());
    layers.clear();
    overfull = true;
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
    return layers.stream().mapToLong(layer -> Layer.bytes(layer.capacity)).sum();
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
      this.words = new long[(int) (bytes(capacity) / Long.BYTES)];
    }

    static long bytes(int capacity) {
      return (long) capacity * BITS_PER_ID / Byte.SIZE;
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
