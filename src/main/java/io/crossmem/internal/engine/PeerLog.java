package io.crossmem.internal.engine;

import io.crossmem.Errno;
import io.crossmem.ProcessMemory;
import io.crossmem.internal.protocol.Connections;
import io.crossmem.internal.protocol.Peer;
import io.crossmem.internal.protocol.PeerState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;

/** Log messages for operators about the other ranks: each message once for each rank. */
final class PeerLog {
  private final Connections connections;

  // Whether the message was logged, by rank in the group:
  private final BitSet copiedTwice = new BitSet();
  private final BitSet notMapped = new BitSet();
  private final BitSet gone = new BitSet();

  PeerLog(Connections connections) {
    this.connections = connections;
  }

  /**
   * The new messages since the last call, to be logged without the lock. Used under the engine's
   * lock.
   */
  List<Supplier<String>> news() {
    List<Supplier<String>> news = new ArrayList<>(0);
    for (int i = 0; i < connections.size(); i++) {
      if (i != connections.rank()) {
        addNews(news, connections.peer(i));
      }
    }
    return news;
  }

  private void addNews(List<Supplier<String>> news, Peer peer) {
    int permission = peer.permission();
    if (permission != 0 && !peer.isRemote() && isNew(copiedTwice, peer)) {
      news.add(() -> copiedTwice(peer, permission));
    }
    int mapRefusal = peer.mapRefusal();
    if (mapRefusal != 0 && isNew(notMapped, peer)) {
      news.add(() -> name(peer) + ": its MessageBuffers are not mapped here: " + words(mapRefusal));
    }
    if (peer.state() == PeerState.DIED && isNew(gone, peer)) {
      news.add(() -> name(peer) + ": its process has ended");
    } else if (hasDetail(peer.state()) && isNew(gone, peer)) {
      String detail = peer.cause().detail();
      news.add(() -> name(peer) + " is treated as lost: it " + detail);
    }
  }

  private static boolean hasDetail(PeerState state) {
    return state == PeerState.LOST || state == PeerState.UNHEARD;
  }

  private static boolean isNew(BitSet logged, Peer peer) {
    boolean isNew = !logged.get(peer.rank);
    logged.set(peer.rank);
    return isNew;
  }

  private static String copiedTwice(Peer peer, int permission) {
    return name(peer)
        + ": large messages are copied twice, through shared memory, since the kernel does not"
        + " allow this process to access that one: "
        + words(permission)
        + "; "
        + ProcessMemory.diagnose(peer.pid());
  }

  private static String name(Peer peer) {
    return "rank " + peer.rank + " (" + peer.place() + ")";
  }

  private static String words(int errno) {
    return Errno.of(errno).words() + " (errno " + errno + ")";
  }
}
