package io.crossmem.internal.network;

import io.crossmem.internal.shm.TypedView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The transfers under way. Used under the engine's lock. */
final class Transfers {
  private static final int FOLLOWING_TAG = Frames.TAG + 1; // the first of as many as the window
  private static final int FIRST_TAG = FOLLOWING_TAG + FollowingData.WINDOW;
  private static final int TAGS = 1 << 14; // MPI has at least 32767

  /** Memory of an operation that has ended, which the network may still access. */
  private record Abandoned(Transfer transfer, Runnable release) {}

  private final Wire wire;
  private final List<Transfer> all = new ArrayList<>();
  private final List<Abandoned> abandoned = new ArrayList<>();
  private final ArrayDeque<Transfer> free = new ArrayDeque<>();
  private final BitSet tags = new BitSet(); // of receives under way
  private TypedView dropped; // what nobody wants is received here; null until it is needed

  Transfers(Wire wire) {
    this.wire = wire;
  }

  private Transfer take() {
    Transfer transfer = free.isEmpty() ? new Transfer(wire) : free.pop();
    all.add(transfer);
    return transfer;
  }

  /** Null if too many are under way. */
  Transfer receive(long address, int bytes, int from) {
    int number = tags.nextClearBit(0);
    if (number >= TAGS) {
      return null;
    }
    tags.set(number);
    return receive(address, bytes, from, FIRST_TAG + number);
  }

  private Transfer receive(long address, int bytes, int from, int tag) {
    Transfer transfer = take();
    transfer.receive(address, bytes, from, tag);
    return transfer;
  }

  /** Receives the data of a message whose RTS it follows. */
  Transfer receiveFollowing(long address, int bytes, int from, long number) {
    return receive(address, bytes, from, followingTag(number));
  }

  /** Sends it. */
  Transfer sendFollowing(long address, int bytes, int to, long number) {
    return send(address, bytes, to, followingTag(number));
  }

  private static int followingTag(long number) {
    return FOLLOWING_TAG + (int) (number % FollowingData.WINDOW);
  }

  /** Allocates what {@link #drop} needs. */
  void prepareToDrop() {
    if (dropped == null) {
      dropped = TypedView.allocate(FollowingData.MOST_BYTES);
    }
  }

  /** Receives data that nobody wants. */
  void drop(int bytes, int from, long number) {
    prepareToDrop();
    letEnd(receiveFollowing(dropped.address, bytes, from, number), () -> {});
  }

  static boolean isTag(int tag) {
    return tag >= FIRST_TAG && tag < FIRST_TAG + TAGS;
  }

  Transfer send(long address, int bytes, int to, int tag) {
    Transfer transfer = take();
    transfer.send(address, bytes, to, tag);
    return transfer;
  }

  /** One that is over is not needed any more. */
  void give(Transfer transfer, boolean received) {
    all.remove(transfer);
    if (received && isTag(transfer.tag)) {
      tags.clear(transfer.tag - FIRST_TAG);
    }
    free.push(transfer);
  }

  /**
   * Keeps one whose operation has ended until it is over, which may never be.
   *
   * @param release releases its memory
   */
  void abandon(Transfer transfer, boolean received, Runnable release) {
    if (received && !transfer.look()) {
      transfer.stop();
    }
    letEnd(transfer, release);
  }

  /** The same for one that will be over. */
  void letEnd(Transfer transfer, Runnable release) {
    all.remove(transfer);
    abandoned.add(new Abandoned(transfer, release));
  }

  boolean isEmpty() {
    return all.isEmpty() && abandoned.isEmpty();
  }

  /** Looks at the network; whether anything is over. */
  boolean poll() {
    boolean moved = false;
    for (int i = 0; i < all.size(); i++) {
      Transfer transfer = all.get(i);
      moved |= !transfer.isOver() && transfer.look();
    }
    for (int i = 0; i < abandoned.size(); ) {
      Abandoned one = abandoned.get(i);
      if (one.transfer.look()) { // its tag stays taken: what was sent may still come
        abandoned.remove(i);
        one.release.run();
      } else {
        i++;
      }
    }
    return moved;
  }
}
