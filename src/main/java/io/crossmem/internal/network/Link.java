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

  /** What a frame had. */
  enum Arrival {
    NO_ENTRY,
    ENTRY,
    /** The link keeps the frame. */
    ENTRY_AND_DATA
  }

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
  private final AttachedData attached;
  private final ToldRoom told;

  private String failure; // null while it works

  Link(Outbox outbox, Transfers transfers, Geometry geometry, int rank) {
    this.outbox = outbox;
    this.attached = new AttachedData(outbox);
    this.transfers = transfers;
    this.geometry = geometry;
    this.told = new ToldRoom(geometry, following);
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
    int payload = Frames.payloadBytes(ring, entry);
    int data = AttachedData.bytes(ring, entry);
    Frame frame = data > 0 ? attached.takePrepared() : outbox.take(Frames.PAYLOAD + payload);
    begin(frame, Frames.ENTRY_FRAME, payload + data);
    frame.bytes.put(Frames.ENTRY, ring, entry, ENTRY_BYTES);
    if (payload > 0) {
      sentData = geometry.end(sentData, payload);
      int from = geometry.payloadOffset(sentData, payload);
      frame.bytes.put(Frames.PAYLOAD, ring, from, payload);
    }
    if (data > 0) {
      following.onSent();
    }
    sent++;
    send(frame, Frames.PAYLOAD + payload + data);
  }

  /** Called after an entry from the rank was taken. */
  public void onTaken() {
    if (told.isOld(in.bytes)) {
      tellRoom();
    }
  }

  /** Sends the counters and the flow control of the ring from the rank. */
  public void tellRoom() {
    Frame frame = outbox.take(Frames.ENTRY);
    begin(frame, Frames.ROOM, 0);
    send(frame, Frames.ENTRY);
  }

  /** Sends the states of this node's ranks, which also shows that this node lives. */
  void beat(byte... states) {
    Frame frame = outbox.take(Frames.STATES + states.length);
    begin(frame, Frames.BEAT, states.length);
    frame.bytes.put(Frames.STATES, states);
    send(frame, Frames.STATES + states.length);
  }

  private void begin(Frame frame, int kind, int payload) {
    ByteBuffer bytes = frame.bytes;
    told.write(bytes, in == null ? null : in.bytes);
    bytes.putInt(Frames.KIND, kind);
    bytes.putInt(Frames.PAYLOAD_BYTES, payload);
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

  /** Receives the data of such a message, if it is not attached. */
  public Transfer receiveFollowing(long address, int bytes, long number) {
    following.begin(number);
    return transfers.receiveFollowing(address, bytes, rank, number);
  }

  /** The data that is in the same frame as its RTS. */
  public AttachedData attached() {
    return attached;
  }

  /** Drops the data of such a message: nobody wants it, or it was attached and is copied. */
  public void dropFollowing(long bytes, long number) {
    following.begin(number);
    if (FollowingData.isAttached(bytes)) {
      attached.drop(number);
    } else {
      transfers.drop((int) bytes, rank, number);
    }
  }

  /** For a transfer whose operation has ended already, but which is about to complete. */
  public void letEnd(Transfer transfer, Runnable release) {
    transfers.letEnd(transfer, release);
  }

  /** This rank has left: drops the data that follows the RTS in a frame, if there is one. */
  void drop(ByteBuffer frame, int bytes) {
    if (bytes >= Frames.PAYLOAD
        && frame.getInt(Frames.KIND) == Frames.ENTRY_FRAME
        && AttachedData.follows(frame, Frames.ENTRY)) {
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
   * @return whether it had an entry, which is now in the ring, and attached data
   * @throws CorruptRingException if it is malformed
   */
  Arrival receive(Frame arrived, int bytes) throws CorruptRingException {
    ByteBuffer frame = arrived.bytes;
    if (bytes < Frames.ENTRY) {
      throw new CorruptRingException("a frame of " + bytes + " bytes");
    }
    int payload = frame.getInt(Frames.PAYLOAD_BYTES);
    noteRoom(frame);
    switch (frame.getInt(Frames.KIND)) {
      case Frames.ROOM, Frames.BEAT -> { // the network has read a BEAT
        return Arrival.NO_ENTRY;
      }
      case Frames.ENTRY_FRAME -> {
        int ringed = Frames.payloadBytes(frame, Frames.ENTRY);
        int data = AttachedData.bytes(frame, Frames.ENTRY);
        if (ringed > geometry.maxPayload()
            || bytes != Frames.PAYLOAD + payload
            || payload != ringed + data) {
          throw new CorruptRingException("a frame of " + bytes + " bytes, " + payload + " of data");
        }
        return data > 0 ? enterWithData(arrived) : enter(frame, payload);
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
      ToldRoom.read(frame, out.bytes);
    }
  }

  private Arrival enterWithData(Frame frame) throws CorruptRingException {
    long number = frame.bytes.getLong(Frames.ENTRY + RTS_FOLLOWING);
    if (!following.isExpected(number) || attached.has(number)) {
      throw new CorruptRingException("data with the number " + number);
    }
    enter(frame.bytes, 0);
    attached.keep(number, frame);
    return Arrival.ENTRY_AND_DATA;
  }

  private Arrival enter(ByteBuffer frame, int payload) throws CorruptRingException {
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
    return Arrival.ENTRY;
  }
}
