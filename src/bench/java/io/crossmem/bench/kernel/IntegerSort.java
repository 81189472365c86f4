package io.crossmem.bench.kernel;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.DataType;
import io.crossmem.message.MessageException;
import io.crossmem.message.Op;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * A bucket sort, like IS of the NAS Parallel Benchmarks: keys are counted by bucket, each rank gets
 * consecutive buckets with about the same number of keys, and counts its keys. n: keys of all
 * ranks.
 */
final class IntegerSort implements Kernel {
  private static final int KEY_BITS = 19;
  private static final int BUCKETS = 1 << 10;
  private static final int KEYS_IN_BUCKET = (1 << KEY_BITS) / BUCKETS;
  private static final long FIELD = (1L << (KEY_BITS - 2)) - 1;

  private final int n;
  private final Communicator world;
  private final Stopwatch communication;
  private final int[] keys;
  private final Memory counts; // of this rank's keys in each bucket
  private final Memory allCounts;
  private final Memory sent; // keys by bucket
  private final Memory received;
  private final Memory sentTo; // how many keys each rank gets
  private final Memory receivedFrom;
  private final int[] sendCounts;
  private final int[] sendOffsets;
  private final int[] receiveCounts;
  private final int[] receiveOffsets;
  private final int[] places = new int[BUCKETS]; // where the next key of a bucket goes
  private final int[] found = new int[1 << KEY_BITS]; // how often this rank has each key

  IntegerSort(int n, Memory.Kind memory, Communicator world, Stopwatch communication) {
    this.n = n;
    this.world = world;
    this.communication = communication;
    int size = world.size();
    keys = new int[n / size];
    counts = memory.allocate(DataType.INT, BUCKETS);
    allCounts = memory.allocate(DataType.INT, BUCKETS);
    sent = memory.allocate(DataType.INT, keys.length);
    received = memory.allocate(DataType.INT, n); // enough for any keys
    sentTo = memory.allocate(DataType.INT, size);
    receivedFrom = memory.allocate(DataType.INT, size);
    sendCounts = new int[size];
    sendOffsets = new int[size];
    receiveCounts = new int[size];
    receiveOffsets = new int[size];
  }

  /** Sums of four numbers, so that those in the middle are the most frequent. */
  @Override
  public void reset() {
    long first = (long) world.rank() * keys.length;
    for (int i = 0; i < keys.length; i++) {
      long bits = Numbers.hash(first + i);
      keys[i] =
          (int)
              ((bits & FIELD)
                  + (bits >>> 16 & FIELD)
                  + (bits >>> 32 & FIELD)
                  + (bits >>> 47 & FIELD));
    }
    for (int i = 0; i < n; i++) {
      received.ints().put(i, 0); // so that page faults are not timed
    }
  }

  @Override
  public void iterate() throws MessageException {
    countBuckets();
    communication.start();
    world.allreduce(counts.data(), allCounts.data(), Op.SUM);
    communication.stop();
    shareOut();
    sortIntoBuckets();
    communication.start();
    world.alltoall(sentTo.data(), receivedFrom.data());
    communication.stop();
    int total = 0;
    for (int rank = 0; rank < receiveCounts.length; rank++) {
      receiveCounts[rank] = receivedFrom.ints().get(rank);
      receiveOffsets[rank] = total;
      total += receiveCounts[rank];
    }
    communication.start();
    Data into = received.data();
    world.alltoallv(sent.data(), sendCounts, sendOffsets, into, receiveCounts, receiveOffsets);
    communication.stop();
    countKeys(total);
  }

  private void countBuckets() {
    int[] inBucket = places;
    Arrays.fill(inBucket, 0);
    for (int key : keys) {
      inBucket[key / KEYS_IN_BUCKET]++;
    }
    counts.ints().put(0, inBucket);
  }

  /** A bucket belongs to the rank whose share of all keys contains its first key. */
  private int owner(long keysBefore) {
    return (int) (keysBefore * world.size() / n);
  }

  private void shareOut() {
    Arrays.fill(sendCounts, 0);
    long before = 0;
    int place = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      int own = places[bucket];
      sendCounts[owner(Math.min(before, n - 1))] += own;
      places[bucket] = place;
      place += own;
      before += allCounts.ints().get(bucket);
    }
    int offset = 0;
    for (int rank = 0; rank < sendCounts.length; rank++) {
      sendOffsets[rank] = offset;
      offset += sendCounts[rank];
    }
    sentTo.ints().put(0, sendCounts);
  }

  private void sortIntoBuckets() {
    IntBuffer into = sent.ints();
    for (int key : keys) {
      into.put(places[key / KEYS_IN_BUCKET]++, key);
    }
  }

  private void countKeys(int total) {
    Arrays.fill(found, 0);
    IntBuffer from = received.ints();
    for (int i = 0; i < total; i++) {
      found[from.get(i)]++;
    }
  }

  /** The sum of each key times its position, reduced to 53 bits. */
  @Override
  public double checksum() throws MessageException {
    long place = 0; // of the first key here
    long before = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      if (owner(Math.min(before, n - 1)) < world.rank()) {
        place = before + allCounts.ints().get(bucket);
      }
      before += allCounts.ints().get(bucket);
    }
    long sum = 0;
    for (int key = 0; key < found.length; key++) {
      for (int i = 0; i < found[key]; i++) {
        sum += ++place * key;
      }
    }
    return Numbers.sum(world, sum) >>> 11;
  }
}
