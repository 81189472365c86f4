package io.crossmem.internal.data;

import io.crossmem.internal.shm.TypedView;
import io.crossmem.internal.sys.NativeSegment;
import java.nio.ByteBuffer;

/**
 * All of a memory segment, which may be larger than 2 GiB, through buffers over its pieces. All
 * pieces belong to one arena, so the properties of the first hold for all.
 */
public final class SegmentPayload extends Payload {
  private final long bytes;
  private final BufferPayload[] pieces;
  private final long pieceBytes;

  public SegmentPayload(NativeSegment segment, ElementType type) {
    super(type);
    bytes = segment.bytes();
    ByteBuffer[] buffers = segment.pieces();
    pieceBytes = buffers[0].capacity();
    pieces = new BufferPayload[buffers.length];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = new BufferPayload(type, true).view(buffers[i]);
    }
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void copyOut(long offset, TypedView to, int at, int count) {
    for (int done = 0; done < count; ) {
      int index = piece(offset + done);
      long from = offset + done - index * pieceBytes;
      int part = (int) Math.min(count - done, pieces[index].bytes() - from);
      pieces[index].copyOut(from, to, at + done, part);
      done += part;
    }
  }

  @Override
  public void copyIn(long offset, TypedView from, int at, int count) {
    for (int done = 0; done < count; ) {
      int index = piece(offset + done);
      long to = offset + done - index * pieceBytes;
      int part = (int) Math.min(count - done, pieces[index].bytes() - to);
      pieces[index].copyIn(to, from, at + done, part);
      done += part;
    }
  }

  private int piece(long offset) {
    return pieces.length == 1 ? 0 : (int) (offset / pieceBytes);
  }

  @Override
  public long address() {
    return pieces[0].address();
  }

  /** If one piece maps a file, none is plain. */
  @Override
  public long plainAddress() {
    for (BufferPayload piece : pieces) {
      if (piece.plainAddress() == 0) {
        return 0;
      }
    }
    return pieces[0].plainAddress();
  }

  @Override
  public boolean staysMapped() {
    return pieces[0].staysMapped();
  }

  @Override
  public boolean isReadOnly() {
    return pieces[0].isReadOnly();
  }

  @Override
  public Object owner() {
    return pieces[0].owner();
  }

  @Override
  public void retain() {
    pieces[0].retain();
  }

  @Override
  public void requireShareable() {
    pieces[0].requireShareable();
  }
}
