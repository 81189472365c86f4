package io.crossmem.bench.rank;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The words of a message as a list, so that it can be sent as an object. */
public final class ListOfWords {
  private ListOfWords() {}

  /** The words in the first slot of a memory. */
  public static List<Long> of(Memory memory) {
    ByteBuffer bytes = memory.bytes();
    ArrayList<Long> words = new ArrayList<>(bytes.capacity() / Long.BYTES);
    for (int at = 0; at < bytes.capacity(); at += Long.BYTES) {
      words.add(bytes.getLong(at));
    }
    return words;
  }

  /** Copies a list that was received into a memory. */
  public static void put(Object list, Memory memory) {
    ByteBuffer bytes = memory.bytes();
    int at = 0;
    for (Object word : (List<?>) list) {
      bytes.putLong(at, (Long) word);
      at += Long.BYTES;
    }
  }
}
