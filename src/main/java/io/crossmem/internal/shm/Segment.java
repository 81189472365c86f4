package io.crossmem.internal.shm;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The memory that the ranks of a group share: a common part, and the rings. */
public interface Segment extends AutoCloseable {
  /** Number of ranks. */
  int size();

  /** The common part: see {@link SegmentDescriptor}. In native byte order. */
  ByteBuffer memory();

  /** Address of {@link #memory}'s first byte. */
  long address();

  Geometry geometry();

  /**
   * Returns the index of an unused ring. Its space may not be allocated yet: see {@link
   * #reserveRing}.
   */
  int newRing();

  /** Number of rings: valid indexes are lower. */
  int ringCount();

  /**
   * Allocates the space of a ring.
   *
   * @throws IOException if there is not enough; the message says how much is needed and free
   */
  void reserveRing(int index) throws IOException;

  /**
   * Maps a ring whose space is allocated. It stays mapped while the view is reachable.
   *
   * @throws IOException if the kernel refuses; the message has the errno
   */
  TypedView mapRing(int index) throws IOException;

  /**
   * Frees the memory. Later reads, in any thread, are safe: they return zeros or the old contents.
   * A second call does nothing.
   */
  @Override
  void close();
}
