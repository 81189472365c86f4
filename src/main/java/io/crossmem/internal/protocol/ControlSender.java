package io.crossmem.internal.protocol;

import static io.crossmem.internal.shm.RingDescriptor.*;

import io.crossmem.internal.data.HugePageMemory;
import io.crossmem.internal.data.SealedFile;
import java.nio.ByteBuffer;

/**
 * Sends entries without payload, immediately or as soon as there is space. An entry that is sent
 * immediately makes no garbage.
 */
public final class ControlSender {
  private final Connections connections;

  public ControlSender(Connections connections) {
    this.connections = connections;
  }

  public void ctsData(Peer peer, int send, int receive, long from, long to) {
    if (canWrite(peer)) {
      int entry = peer.out.begin(CTS_DATA);
      ControlMessage.CtsData.fill(peer.out.memory.bytes, entry, send, receive, from, to);
      connections.publish(peer);
    } else {
      queue(peer, new ControlMessage.CtsData(send, receive, from, to));
    }
  }

  public void ctsNetwork(Peer peer, int send, int tag, long from, int bytes) {
    if (canWrite(peer)) {
      int entry = peer.out.begin(CTS_NETWORK);
      ControlMessage.CtsNetwork.fill(peer.out.memory.bytes, entry, send, tag, from, bytes);
      connections.publish(peer);
    } else {
      queue(peer, new ControlMessage.CtsNetwork(send, tag, from, bytes));
    }
  }

  public void ctsPut(Peer peer, int send, int counter, int part, long address) {
    ctsPut(peer, send, counter, part, address, NO_DESCRIPTOR, 0, 0);
  }

  /** For a message whose receive buffer may be in shared memory; {@code shared} is null if not. */
  public void ctsPut(IncomingMessage message, HugePageMemory shared) {
    SealedFile file = shared == null ? null : shared.file();
    ctsPut(
        message.peer,
        message.send,
        message.counter,
        message.part,
        message.place,
        file == null ? NO_DESCRIPTOR : file.fd(),
        file == null ? 0 : file.inode(),
        file == null ? 0 : message.place - shared.address());
  }

  private void ctsPut(
      Peer peer,
      int send,
      int counter,
      int part,
      long address,
      int descriptor,
      long inode,
      long offset) {
    if (canWrite(peer)) {
      int entry = peer.out.begin(CTS_PUT);
      ByteBuffer bytes = peer.out.memory.bytes;
      ControlMessage.CtsPut.fill(bytes, entry, send, counter, part, address);
      ControlMessage.CtsPut.fillShared(bytes, entry, descriptor, inode, offset);
      connections.publish(peer);
    } else {
      queue(
          peer, new ControlMessage.CtsPut(send, counter, part, address, descriptor, inode, offset));
    }
  }

  /** For a message that was not received or has no bytes. */
  public void ats(Peer peer, int send, int status) {
    ats(peer, send, status, 0);
  }

  /** For a message that was received; its protocol is null if it has no bytes. */
  public void ats(IncomingMessage message) {
    Protocol protocol = message.protocol;
    ats(message.peer, message.send, STATUS_TAKEN, protocol == null ? 0 : Traffic.way(protocol));
  }

  /**
   * Sends ATS.
   *
   * @param protocol a way of {@link Traffic}; EAGER if there is none
   */
  public void ats(Peer peer, int send, int status, int protocol) {
    if (canWrite(peer)) {
      int entry = peer.out.begin(ATS);
      ControlMessage.Ats.fill(peer.out.memory.bytes, entry, send, status, protocol);
      connections.publish(peer);
    } else {
      queue(peer, new ControlMessage.Ats(send, status, protocol));
    }
  }

  public void atp(Peer peer, int counter, int failed, long written) {
    if (canWrite(peer)) {
      int entry = peer.out.begin(ATP);
      ControlMessage.Atp.fill(peer.out.memory.bytes, entry, counter, failed, written);
      connections.publish(peer);
    } else {
      queue(peer, new ControlMessage.Atp(counter, failed, written));
    }
  }

  /** Says why: another rank is gone, the communicator is closed, or the send has failed. */
  public void cancel(Peer peer, int send, FailureCause cause) {
    if (cause.isPeerGone() && cause.rank() != peer.rank) {
      cancel(peer, send, REASON_GONE, cause.rank());
    } else {
      boolean closed = cause.kind() == FailureCause.Kind.CLOSED;
      cancel(peer, send, closed ? REASON_CLOSED : REASON_FAILED, 0);
    }
  }

  public void cancel(Peer peer, int send, int reason, int rank) {
    queueOrSend(peer, new ControlMessage.Cancel(send, reason, rank));
  }

  public void cancelAck(Peer peer, int send) {
    queueOrSend(peer, new ControlMessage.CancelAck(send));
  }

  /** Whether any entry waits for space: an entry that is sent now would overtake it. */
  public boolean isWaiting(Peer peer) {
    return !peer.controls.isEmpty();
  }

  /** For rare entries, whose garbage does not matter. */
  private void queueOrSend(Peer peer, ControlMessage message) {
    if (canWrite(peer)) {
      write(peer, message);
    } else {
      queue(peer, message);
    }
  }

  /** Keeps the order: waiting entries are sent first. */
  private boolean canWrite(Peer peer) {
    return peer.isAlive()
        && peer.controls.isEmpty()
        && connections.isConnected(peer)
        && peer.out.hasRoomForControl();
  }

  private void queue(Peer peer, ControlMessage message) {
    if (peer.isAlive()) {
      peer.controls.add(message);
      connections.addPendingOutput(peer);
    }
  }

  private void write(Peer peer, ControlMessage message) {
    message.fill(peer.out.memory.bytes, peer.out.begin(message.kind()));
    connections.publish(peer);
  }

  /** Sends waiting entries; returns whether any could be sent. */
  public boolean sendWaiting(Peer peer) {
    boolean moved = false;
    while (!peer.controls.isEmpty()
        && connections.isConnected(peer)
        && peer.out.hasRoomForControl()) {
      write(peer, peer.controls.peek());
      peer.controls.poll();
      moved = true;
    }
    return moved;
  }
}
