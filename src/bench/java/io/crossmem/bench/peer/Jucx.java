package io.crossmem.bench.peer;

import io.crossmem.bench.rank.Channel;
import io.crossmem.bench.rank.Control;
import io.crossmem.bench.rank.Memory;
import io.crossmem.bench.rank.Task;
import io.crossmem.bench.rank.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.openucx.jucx.UcxException;
import org.openucx.jucx.ucp.UcpContext;
import org.openucx.jucx.ucp.UcpEndpoint;
import org.openucx.jucx.ucp.UcpEndpointParams;
import org.openucx.jucx.ucp.UcpParams;
import org.openucx.jucx.ucp.UcpRequest;
import org.openucx.jucx.ucp.UcpWorker;
import org.openucx.jucx.ucp.UcpWorkerParams;

/**
 * Tagged messages of UCX, through UCX's own Java binding. UCX_TLS in the environment selects the
 * transports. The binding passes addresses, so memory must not be on the heap. {@code
 * src/bench/native/ucx_rank.c} is the same in C.
 */
public final class Jucx implements Transport {
  private static final int ADDRESS_ROOM = 4096;
  private static final long ALL_BITS = -1;

  private final UcpContext context;
  private final UcpWorker worker;
  private final UcpEndpoint peer;

  /** Connects to the peer, which must do the same. */
  public Jucx(Control control) {
    context = new UcpContext(new UcpParams().requestTagFeature());
    worker = context.newWorker(new UcpWorkerParams()); // for one thread, so without locks
    publish(control, worker.getAddress());
    control.meet();
    peer = worker.newEndpoint(new UcpEndpointParams().setUcpAddress(addressOfPeer(control)));
  }

  /** Workers' addresses are exchanged through the staging memory, before it is used otherwise. */
  private static void publish(Control control, ByteBuffer address) {
    ByteBuffer room = room(control, control.rank());
    room.putInt(address.remaining());
    room.put(address);
  }

  private static ByteBuffer addressOfPeer(Control control) {
    ByteBuffer room = room(control, 1 - control.rank());
    int length = room.getInt();
    return room.slice(room.position(), length);
  }

  private static ByteBuffer room(Control control, int rank) {
    return control.staging().slice(rank * ADDRESS_ROOM, ADDRESS_ROOM);
  }

  @Override
  public Channel open(Task task, Memory out, Memory in) {
    Limits.requireDirect(task, "jucx");
    Limits.requireOneBlock(task, "jucx");
    return new Tagged(task.bytes(), out, in);
  }

  @Override
  public void close() {
    peer.close();
    worker.close();
    context.close();
  }

  private final class Tagged implements Channel {
    private static final long MESSAGE = 1;
    private static final long ACKNOWLEDGEMENT = 2;

    private final int bytes;
    private final Memory out;
    private final Memory in;
    private final long outAddress;
    private final long inAddress;
    private final ByteBuffer word = ByteBuffer.allocateDirect(Long.BYTES);
    private final ByteBuffer peersWord = ByteBuffer.allocateDirect(Long.BYTES);
    private final UcpRequest[] sends;
    private final UcpRequest[] receives;

    Tagged(int bytes, Memory out, Memory in) {
      this.bytes = bytes;
      this.out = out;
      this.in = in;
      outAddress = out.address(); // makes garbage, so not for each message
      inAddress = in.address();
      sends = new UcpRequest[out.slots()];
      receives = new UcpRequest[in.slots()];
    }

    @Override
    public void send(int slot) throws IOException {
      await(startSend(slot));
    }

    @Override
    public void receive(int slot) throws IOException {
      await(startReceive(slot));
    }

    @Override
    public void sendAll(int slots) throws IOException {
      for (int slot = 0; slot < slots; slot++) {
        sends[slot] = startSend(slot);
      }
      await(sends, slots);
    }

    @Override
    public void receiveAll(int slots) throws IOException {
      for (int slot = 0; slot < slots; slot++) {
        receives[slot] = startReceive(slot);
      }
      await(receives, slots);
    }

    @Override
    public void exchange(int slots) throws IOException {
      for (int slot = 0; slot < slots; slot++) {
        receives[slot] = startReceive(slot);
      }
      sendAll(slots);
      await(receives, slots);
    }

    @Override
    public void acknowledge() throws IOException {
      await(peer.sendTaggedNonBlocking(word, ACKNOWLEDGEMENT, null));
    }

    @Override
    public void awaitAcknowledgement() throws IOException {
      await(worker.recvTaggedNonBlocking(peersWord, ACKNOWLEDGEMENT, ALL_BITS, null));
    }

    private UcpRequest startSend(int slot) {
      return peer.sendTaggedNonBlocking(outAddress + out.offset(slot), bytes, MESSAGE, null);
    }

    private UcpRequest startReceive(int slot) {
      return worker.recvTaggedNonBlocking(
          inAddress + in.offset(slot), bytes, MESSAGE, ALL_BITS, null);
    }

    private void await(UcpRequest[] requests, int count) throws IOException {
      for (int i = 0; i < count; i++) {
        await(requests[i]);
      }
    }

    private void await(UcpRequest request) throws IOException {
      while (!request.isCompleted()) {
        advance();
      }
      if (request.getStatus() < 0) {
        throw new IOException("jucx: a message failed with status " + request.getStatus());
      }
    }

    @Override
    public void advance() throws IOException {
      try {
        worker.progress();
      } catch (IOException | UcxException e) {
        throw e;
      } catch (Exception e) { // declared by the binding, for exceptions of callbacks
        throw new IOException(e);
      }
    }
  }
}
