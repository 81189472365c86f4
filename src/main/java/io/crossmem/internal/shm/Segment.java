package io.crossmem.internal.shm;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The memory that the ranks of a group share: a part for all, and the rings one by one. */
public interface Segment extends AutoCloseable {
  /** How many ranks there are. */
  int size();

  /** The part for all: see {@link SegmentDescriptor}. In native byte order. */
  ByteBuffer memory();

  /** Of {@link #memory}'s first byte. */
  long address();

  Geometry geometry();

  /**
   * The index of a ring that nobody else has. There may be no room for it yet: see {@link
   * #reserveRing}.
   */
  int newRing();

  /** How many rings there are: a valid index is below. */
  int ringCount();

  /**
   * Makes room for a ring.
   *
   * @throws IOException if there is none; the message says how much is needed and free
   */
  void reserveRing(int index) throws IOException;

  /**
   * Maps a ring that has room. It stays mapped for as long as the view can be reached.
   *
   * @throws IOException if the kernel refuses; the message has the errno
   */
  TypedView mapRing(int index) throws IOException;

  /**
   * Gives the memory back. Who reads it later, in any thread, sees zeros or what was there, and
   * comes to no harm. A second call does nothing.
   */
  @Override
  void close();
}
