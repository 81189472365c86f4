package io.crossmem.internal.network;

import static io.crossmem.internal.shm.RingDescriptor.*;

import io.crossmem.internal.shm.CorruptRingException;
import io.crossmem.internal.shm.Geometry;
import io.crossmem.internal.shm.SharedAtomics;
import io.crossmem.internal.shm.TypedView;
import java.nio.ByteBuffer;

/**
 * A rank of another node. Each direction is a ring, and both ranks have a copy of it in private
 * memory. Entries that are published in the sender's copy are carried into the receiver's copy, and
 * the receiver's counters are carried back. So the users of a ring need not know whether it is in
 * shared memory.
 */
public final class Link {
  /** Maximum bytes of one transfer, since MPI counts bytes in an int. */
  public static final int MOST_BYTES = 1 << 30;

  private final Outbox outbox;
  private final Transfers transfers;
  private final Geometry geometry;
  private final int rank;

  private TypedView out; // null until there is something to send
  private long sent; // entries
  private long sentData; // bytes of the data part, including skipped ones

  private TypedView in; // null until the first entry arrives
  private long received; // entries
  private long receivedData;

  private final FollowingData following = new FollowingData();

  private String failure; // null while it works

  Link(Outbox outbox, Transfers transfers, Geometry geometry, int rank) {
    this.outbox = outbox;
    this.transfers = transfers;
    this.geometry = geometry;
    this.rank = rank;
  }

  /** Its rank in the group. */
  public int rank() {
    return rank;
  }

  /** Why the link has failed; null if it has not. */
  public String failure() {
    return failure;
  }

  /** From now on nothing can be sent or received. */
  public void fail(String why) {
    if (failure == null) {
      failure = why;
    }
  }

  /** This process's copy of the ring to the rank. */
  public TypedView openOutput() {
    if (out == null) {
      out = newRing();
    }
    return out;
  }

  boolean hasOutput() {
    return out != null;
  }

  /** This process's copy of the ring from the rank; null until the first entry arrives. */
  public TypedView input() {
    return in;
  }

  private TypedView newRing() {
    return TypedView.allocate(geometry.ringBytes());
  }

  // ---- to the rank

  /** Sends the published entries. */
  public void carry() {
    while (SharedAtomics.acquireLong(out.bytes, geometry.entryOffset(sent) + SEQUENCE)
        == sent + 1) {
      carryNext();
    }
  }

  private void carryNext() {
    ByteBuffer ring = out.bytes;
    int entry = geometry.entryOffset(sent);
    int payload = payloadBytes(ring, entry);
    Frame frame = begin(Frames.ENTRY_FRAME, payload);
    frame.bytes.put(Frames.ENTRY, ring, entry, ENTRY_BYTES);
    if (payload > 0) {
      sentData = geometry.end(sentData, payload);
      int from = geometry.payloadOffset(sentData, payload);
      frame.bytes.put(Frames.PAYLOAD, ring, from, payload);
    }
    sent++;
    send(frame, Frames.PAYLOAD + payload);
  }

  /** Bytes of an entry in the data part. */
  private static int payloadBytes(ByteBuffer ring, int entry) {
    int kind = ring.getInt(entry + KIND);
    int length = kind == EAGER || kind == DATA ? ring.getInt(entry + LENGTH) : 0;
    return length > INLINE_BYTES ? length : 0;
  }

  /** Sends the counters and the flow control of the ring from the rank. */
  public void tellRoom() {
    send(begin(Frames.ROOM, 0), Frames.ENTRY);
  }

  /** Sends the states of this node's ranks, which also shows that this node lives. */
  void beat(byte... states) {
    Frame frame = begin(Frames.BEAT, states.length);
    frame.bytes.put(Frames.STATES, states);
    send(frame, Frames.STATES + states.length);
  }

  private Frame begin(int kind, int payload) {
    Frame frame = outbox.take();
    ByteBuffer bytes = frame.bytes;
    bytes.putLong(Frames.ENTRIES_TAKEN, in == null ? 0 : in.bytes.getLong(ENTRIES_TAKEN));
    bytes.putLong(Frames.DATA_TAKEN, in == null ? 0 : in.bytes.getLong(DATA_TAKEN));
    bytes.putInt(Frames.EAGER_STOPPED, in == null ? 0 : in.bytes.getInt(EAGER_STOPPED));
    bytes.putInt(Frames.EAGER_LIMIT, in == null ? 0 : in.bytes.getInt(EAGER_LIMIT));
    bytes.putLong(Frames.FOLLOWING_BEGUN, following.begun());
    bytes.putInt(Frames.KIND, kind);
    bytes.putInt(Frames.PAYLOAD_BYTES, payload);
    return frame;
  }

  private void send(Frame frame, int bytes) {
    NetworkException refusal = failure == null ? outbox.send(frame, bytes, rank) : null;
    if (refusal != null) {
      fail("cannot be reached: " + refusal.getMessage());
    }
  }

  // ---- without frames

  /** Receives a message with this tag directly into the user's memory; null if that fails. */
  public Transfer receive(long address, int bytes) {
    return transfers.receive(address, bytes, rank);
  }

  /** Whether a tag that another rank sent is valid. */
  public static boolean isTag(int tag) {
    return Transfers.isTag(tag);
  }

  /** Sends directly from the user's memory. */
  public Transfer send(long address, int bytes, int tag) {
    return transfers.send(address, bytes, rank, tag);
  }

  /** Answers a rank that waits for a transfer which was cancelled here. */
  public void sendNothing(int tag) {
    transfers.abandon(send(0, 0, tag), false, () -> {});
  }

  // ---- without frames, for messages whose data follows their RTS

  /** Whether the data of another message may follow its RTS. */
  public boolean mayFollow() {
    return following.maySend();
  }

  /** The number in the RTS of the next such message. */
  public long nextFollowing() {
    return following.next();
  }

  /** Sends its data, right after the RTS. */
  public Transfer sendFollowing(long address, int bytes) {
    Transfer transfer = transfers.sendFollowing(address, bytes, rank, following.next());
    following.onSent();
    return transfer;
  }

  /**
   * Whether an RTS with this number and length is valid. Also allocates what {@link #dropFollowing}
   * needs.
   */
  public boolean isFollowing(long number, long bytes) {
    transfers.prepareToDrop();
    return following.isExpected(number) && bytes > 0 && bytes <= FollowingData.MOST_BYTES;
  }

  /** Receives the data of such a message. */
  public Transfer receiveFollowing(long address, int bytes, long number) {
    following.begin(number);
    return transfers.receiveFollowing(address, bytes, rank, number);
  }

  /** Receives data of such a message that no receive will match, and drops it. */
  public void dropFollowing(long bytes, long number) {
    following.begin(number);
    transfers.drop((int) bytes, rank, number);
  }

  /** For a transfer whose operation has ended already, but which is about to complete. */
  public void letEnd(Transfer transfer, Runnable release) {
    transfers.letEnd(transfer, release);
  }

  /** This rank has left: drops the data that follows the RTS in a frame, if there is one. */
  void drop(ByteBuffer frame, int bytes) {
    if (bytes >= Frames.PAYLOAD
        && frame.getInt(Frames.KIND) == Frames.ENTRY_FRAME
        && frame.getInt(Frames.ENTRY + KIND) == RTS
        && (frame.getInt(Frames.ENTRY + RTS_FLAGS) & DATA_FOLLOWS) != 0) {
      long number = frame.getLong(Frames.ENTRY + RTS_FOLLOWING);
      long length = frame.getLong(Frames.ENTRY + RTS_LENGTH);
      if (isFollowing(number, length)) {
        dropFollowing(length, number);
      }
    }
  }

  // ---- the end of transfers

  /** Frees a completed transfer. */
  public void give(Transfer transfer, boolean received) {
    transfers.give(transfer, received);
  }

  /** For a transfer whose operation has ended already: its memory is released when it completes. */
  public void abandon(Transfer transfer, boolean received, Runnable release) {
    transfers.abandon(transfer, received, release);
  }

  // ---- from the rank

  /**
   * Handles an arrived frame.
   *
   * @return whether it had an entry, which is now in the ring
   * @throws CorruptRingException if it is malformed
   */
  boolean receive(ByteBuffer frame, int bytes) throws CorruptRingException {
    if (bytes < Frames.ENTRY) {
      throw new CorruptRingException("a frame of " + bytes + " bytes");
    }
    int payload = frame.getInt(Frames.PAYLOAD_BYTES);
    noteRoom(frame);
    switch (frame.getInt(Frames.KIND)) {
      case Frames.ROOM -> {
        return false;
      }
      case Frames.BEAT -> {
        return false; // the network has read it
      }
      case Frames.ENTRY_FRAME -> {
        if (payload < 0
            || payload > geometry.maxPayload()
            || bytes != Frames.PAYLOAD + payload
            || payload != payloadBytes(frame, Frames.ENTRY)) {
          throw new CorruptRingException("a frame of " + bytes + " bytes, " + payload + " of data");
        }
        enter(frame, payload);
        return true;
      }
      default -> throw new CorruptRingException("a frame of kind " + frame.getInt(Frames.KIND));
    }
  }

  private void noteRoom(ByteBuffer frame) throws CorruptRingException {
    long entries = frame.getLong(Frames.ENTRIES_TAKEN);
    long data = frame.getLong(Frames.DATA_TAKEN);
    if (entries < 0
        || entries > sent
        || data < 0
        || data > sentData
        || !following.noteBegun(frame.getLong(Frames.FOLLOWING_BEGUN))) {
      throw new CorruptRingException("it took " + entries + " entries of " + sent);
    }
    if (out != null) {
      out.bytes.putInt(EAGER_STOPPED, frame.getInt(Frames.EAGER_STOPPED));
      out.bytes.putInt(EAGER_LIMIT, frame.getInt(Frames.EAGER_LIMIT));
      SharedAtomics.releaseLong(out.bytes, DATA_TAKEN, data);
      SharedAtomics.setLong(out.bytes, ENTRIES_TAKEN, entries);
    }
  }

  private void enter(ByteBuffer frame, int payload) throws CorruptRingException {
    if (in == null) {
      in = newRing();
    }
    ByteBuffer ring = in.bytes;
    long dataAfter = payload > 0 ? geometry.end(receivedData, payload) : receivedData;
    if (received - ring.getLong(ENTRIES_TAKEN) >= geometry.entries()
        || dataAfter - ring.getLong(DATA_TAKEN) > geometry.dataBytes()) {
      throw new CorruptRingException("more entries than there is room for");
    }
    int entry = geometry.entryOffset(received);
    ring.put(entry + KIND, frame, Frames.ENTRY + KIND, ENTRY_BYTES - KIND);
    if (payload > 0) {
      ring.put(geometry.payloadOffset(dataAfter, payload), frame, Frames.PAYLOAD, payload);
    }
    received++;
    receivedData = dataAfter;
    SharedAtomics.releaseLong(ring, entry + SEQUENCE, received);
  }
}
