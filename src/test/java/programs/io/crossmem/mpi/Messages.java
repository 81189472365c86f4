package io.crossmem.mpi;

import static io.crossmem.mpi.MpiRank.check;
import static io.crossmem.mpi.MpiRank.next;
import static io.crossmem.mpi.MpiRank.previous;
import static io.crossmem.mpi.MpiRank.rank;
import static io.crossmem.mpi.MpiRank.world;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import mpi.MPI;
import mpi.MPIException;
import mpi.Message;
import mpi.Request;
import mpi.Status;

/** Sends and receives in all modes. */
final class Messages {
  private static final int TAG = 5;

  private Messages() {}

  static void run() throws Exception {
    arrays();
    rawBytes();
    for (int count : new int[] {0, 1, 100, 100_000}) {
      modes(count);
      started(count);
      capitalised(count);
      buffers(count);
    }
    buffered();
    probes();
    matched();
    nobody();
    cancelled();
    shorter();
    threads();
  }

  /** A send to the next rank of a ring, started; what was received is looked at by the caller. */
  private static Status ring(Object send, Object recv, int count, mpi.Datatype type) {
    return world.sendRecv(send, count, type, next(), TAG, recv, count, type, previous(), TAG);
  }

  /** {@code MPI.BYTE} takes the memory of any array or buffer. */
  private static void rawBytes() {
    int[] ints = {-1, -1, -1};
    ring(new int[] {1000 + rank, 70_000}, ints, 8, MPI.BYTE);
    check("bytes of ints", new int[] {1000 + previous(), 70_000, -1}, ints);
    IntBuffer direct = MPI.newIntBuffer(2).put(0, rank).put(1, 5);
    IntBuffer into = MPI.newIntBuffer(2);
    ring(direct, into, 8, MPI.BYTE);
    check("bytes of a buffer", previous(), into.get(0));
    check("bytes of a buffer", 5, into.get(1));
    double[] doubles = {1.5, 2.5};
    int first = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : 4;
    world.Sendrecv(
        new int[] {rank},
        0,
        4,
        MPI.BYTE,
        next(),
        TAG,
        doubles,
        8 + first,
        4,
        MPI.BYTE,
        previous(),
        TAG);
    long expected = Double.doubleToLongBits(2.5) >>> 32 << 32 | previous();
    check("half of an element", expected, Double.doubleToLongBits(doubles[1]));
    check("others", 1.5, doubles[0]);
  }

  private static void arrays() {
    byte[] bytes = new byte[3];
    ring(new byte[] {1, (byte) rank, 3}, bytes, 3, MPI.BYTE);
    check("bytes", new byte[] {1, (byte) previous(), 3}, bytes);
    char[] chars = new char[2];
    ring(new char[] {'\u00e4', (char) ('a' + rank)}, chars, 2, MPI.CHAR);
    check("chars", new char[] {'\u00e4', (char) ('a' + previous())}, chars);
    short[] shorts = new short[2];
    ring(new short[] {-1, (short) rank}, shorts, 2, MPI.SHORT);
    check("shorts", new short[] {-1, (short) previous()}, shorts);
    boolean[] booleans = new boolean[3];
    ring(new boolean[] {true, rank % 2 == 0, false}, booleans, 3, MPI.BOOLEAN);
    check("booleans", new boolean[] {true, previous() % 2 == 0, false}, booleans);
    long[] longs = new long[2];
    ring(new long[] {Long.MIN_VALUE, rank}, longs, 2, MPI.LONG);
    check("longs", new long[] {Long.MIN_VALUE, previous()}, longs);
    float[] floats = new float[2];
    ring(new float[] {.5f, rank}, floats, 2, MPI.FLOAT);
    check("floats", new float[] {.5f, previous()}, floats);
    double[] doubles = new double[2];
    ring(new double[] {.1, rank}, doubles, 2, MPI.DOUBLE);
    check("doubles", new double[] {.1, previous()}, doubles);
  }

  /** Calls that do not wait take arrays as well. */
  private static void started(int count) {
    int[] sent = MpiRank.ints(rank, count);
    int[] received = new int[count];
    for (int mode = 0; mode < 4; mode++) {
      MPI.attachBuffer(new byte[4 * count + MPI.BSEND_OVERHEAD]);
      Request receive = world.iRecv(received, count, MPI.INT, previous(), TAG);
      Request send =
          switch (mode) {
            case 0 -> world.iSend(sent, count, MPI.INT, next(), TAG);
            case 1 -> world.isSend(sent, count, MPI.INT, next(), TAG);
            case 2 -> world.ibSend(sent, count, MPI.INT, next(), TAG);
            default -> world.irSend(sent, count, MPI.INT, next(), TAG);
          };
      Request.waitAll(new Request[] {receive, send});
      check("started", MpiRank.ints(previous(), count), received);
      MPI.detachBuffer();
    }
  }

  private static void modes(int count) {
    int[] sent = MpiRank.ints(rank, count);
    int[] expected = MpiRank.ints(previous(), count);
    for (int mode = 0; mode < 3; mode++) {
      int[] received = new int[count];
      Request receive = world.iRecv(MPI.slice(received, 0), count, MPI.INT, previous(), TAG);
      switch (mode) {
        case 0 -> world.send(sent, count, MPI.INT, next(), TAG);
        case 1 -> {
          Request send = world.isSend(MPI.slice(sent, 0), count, MPI.INT, next(), TAG);
          send.waitFor();
          check("null after the wait", true, send.isNull());
        }
        default -> world.irSend(MPI.slice(sent, 0), count, MPI.INT, next(), TAG).waitStatus();
      }
      Status status = receive.waitStatus();
      check("count", count, status.getCount(MPI.INT));
      check("source", previous(), status.getSource());
      check("tag", TAG, status.getTag());
      check("ints", expected, received);
    }
    int[] received = new int[count];
    Request receive = world.iRecv(MPI.slice(received, 0), count, MPI.INT, MPI.ANY_SOURCE, TAG);
    world.sSend(sent, count, MPI.INT, next(), TAG);
    check("any source", previous(), receive.waitStatus().source);
    check("ints", expected, received);
    receive = world.iRecv(MPI.slice(received, 0), count, MPI.INT, previous(), MPI.ANY_TAG);
    world.rSend(sent, count, MPI.INT, next(), TAG + 1);
    check("any tag", TAG + 1, receive.waitStatus().tag);
    Request send = world.iSend(MPI.slice(sent, 0), count, MPI.INT, next(), TAG);
    world.recv(received, count, MPI.INT, previous(), TAG);
    send.waitFor();
    int[] replaced = sent.clone();
    world.sendRecvReplace(replaced, count, MPI.INT, next(), TAG, previous(), TAG);
    check("replaced", expected, replaced);
  }

  private static void capitalised(int count) {
    int[] sent = new int[count + 3];
    System.arraycopy(MpiRank.ints(rank, count), 0, sent, 2, count);
    int[] expected = new int[count + 3];
    System.arraycopy(MpiRank.ints(previous(), count), 0, expected, 1, count);
    for (int mode = 0; mode < 4; mode++) {
      int[] received = new int[count + 3];
      Request receive = world.Irecv(received, 1, count, MPI.INT, previous(), TAG);
      Request send =
          switch (mode) {
            case 0 -> world.Isend(sent, 2, count, MPI.INT, next(), TAG);
            case 1 -> world.Issend(sent, 2, count, MPI.INT, next(), TAG);
            default -> world.Irsend(sent, 2, count, MPI.INT, next(), TAG);
          };
      Status status = receive.Wait();
      send.Wait();
      check("null", true, send.Is_null());
      check("count", count, status.Get_count(MPI.INT));
      check("elements", count, status.Get_elements(MPI.INT));
      check("cancelled", false, status.Test_cancelled());
      check("ints", expected, received);
    }
    int[] received = new int[count + 3];
    Request receive = world.Irecv(received, 1, count, MPI.INT, previous(), TAG);
    world.Send(sent, 2, count, MPI.INT, next(), TAG);
    receive.Wait();
    receive = world.Irecv(received, 1, count, MPI.INT, previous(), TAG);
    world.Ssend(sent, 2, count, MPI.INT, next(), TAG);
    receive.Wait();
    receive = world.Irecv(received, 1, count, MPI.INT, previous(), TAG);
    world.Rsend(sent, 2, count, MPI.INT, next(), TAG);
    receive.Wait();
    Request send = world.Isend(sent, 2, count, MPI.INT, next(), TAG);
    check("elements", count, world.Recv(received, 1, count, MPI.INT, previous(), TAG).elements);
    send.Wait();
    received = new int[count + 3];
    world.Sendrecv(
        sent, 2, count, MPI.INT, next(), TAG, received, 1, count, MPI.INT, previous(), TAG);
    check("ints", expected, received);
    int[] replaced = sent.clone();
    world.Sendrecv_replace(replaced, 2, count, MPI.INT, next(), TAG, previous(), TAG);
    System.arraycopy(MpiRank.ints(previous(), count), 0, sent, 2, count);
    check("replaced", sent, replaced);
  }

  private static void buffers(int count) {
    int[] expected = MpiRank.ints(previous(), count);
    List<IntBuffer> kinds = new ArrayList<>();
    kinds.add(MPI.newIntBuffer(count));
    kinds.add(IntBuffer.allocate(count));
    kinds.add(ByteBuffer.allocateDirect(4 * count).order(ByteOrder.BIG_ENDIAN).asIntBuffer());
    kinds.add(ByteBuffer.allocate(4 * count).order(ByteOrder.BIG_ENDIAN).asIntBuffer());
    for (int i = 0; i < kinds.size(); i++) {
      for (int j = 0; j < kinds.size(); j++) {
        IntBuffer kind = kinds.get(i);
        IntBuffer other = kinds.get(j);
        IntBuffer sent = i == j ? IntBuffer.allocate(count) : kind;
        sent.duplicate().put(MpiRank.ints(rank, count));
        ring(sent, other, count, MPI.INT);
        int[] received = new int[count];
        other.duplicate().clear().get(received);
        check(kind + " to " + other, expected, received);
      }
    }
    ByteBuffer bytes = MPI.newByteBuffer(4 * count + 4);
    bytes.asIntBuffer().put(MpiRank.ints(rank, count));
    ByteBuffer into = MPI.newByteBuffer(4 * count + 4);
    ring(bytes, into, count, MPI.INT);
    int[] received = new int[count];
    into.asIntBuffer().get(received);
    check("bytes", expected, received);
    ring(MPI.slice(bytes, 4), MPI.slice(into, 0), count, MPI.INT);
    for (int i = 0; i + 1 < count; i++) {
      check("slice", expected[i + 1], into.getInt(4 * i));
    }
  }

  private static void buffered() {
    byte[] room = new byte[2 * (4000 + MPI.BSEND_OVERHEAD)];
    MPI.attachBuffer(room);
    int[] sent = MpiRank.ints(rank, 1000);
    int[] received = new int[1000];
    world.bSend(sent, 1000, MPI.INT, next(), TAG);
    world.Bsend(sent, 0, 1000, MPI.INT, next(), TAG);
    sent[0] = -1;
    for (int i = 0; i < 2; i++) {
      world.recv(received, 1000, MPI.INT, previous(), TAG);
      check("buffered", MpiRank.ints(previous(), 1000), received);
    }
    check("detached", true, MPI.detachBuffer() == room);
    MPI.Buffer_attach(MPI.newByteBuffer(1000));
    try {
      world.bSend(sent, 1000, MPI.INT, next(), TAG);
      check("no room", false, true);
    } catch (MPIException e) {
      check("no room", MPI.ERR_BUFFER, e.getErrorClass());
    }
    world.ibSend(MPI.slice(sent, 0), 10, MPI.INT, next(), TAG).waitFor();
    world.Ibsend(sent, 0, 10, MPI.INT, next(), TAG).Wait();
    world.recv(received, 10, MPI.INT, previous(), TAG);
    world.recv(received, 10, MPI.INT, previous(), TAG);
    MPI.Buffer_detach();
    MPI.Buffer_attach(room);
    MPI.Buffer_detach();
  }

  private static void probes() {
    Request send = world.iSend(MPI.slice(new int[] {1, 2, 3}, 0), 3, MPI.INT, next(), TAG);
    Status found = world.probe(MPI.ANY_SOURCE, MPI.ANY_TAG);
    check("source", previous(), found.getSource());
    check("count", 3, found.getCount(MPI.INT));
    check("probe", TAG, world.Probe(previous(), TAG).tag);
    check("iprobe", 3, world.iProbe(previous(), TAG).getCount(MPI.INT));
    check("iprobe", 3, world.Iprobe(previous(), TAG).Get_count(MPI.INT));
    check("no such message", null, world.iProbe(previous(), TAG + 1));
    int[] received = new int[found.getCount(MPI.INT)];
    world.recv(received, received.length, MPI.INT, found.getSource(), found.getTag());
    check("probed", new int[] {1, 2, 3}, received);
    send.waitFor();
  }

  private static void matched() {
    Request send = world.iSend(MPI.slice(new int[] {1, 2, 3}, 0), 3, MPI.INT, next(), TAG);
    Request more = world.iSend(MPI.slice(new int[] {4}, 0), 1, MPI.INT, next(), TAG);
    Message message = new Message();
    check("null", true, message.isNull());
    check("count", 3, message.mProbe(MPI.ANY_SOURCE, TAG, world).getCount(MPI.INT));
    check("null", false, message.isNull());
    int[] other = new int[1];
    world.recv(other, 1, MPI.INT, previous(), TAG);
    check("it is out of matching", 4, other[0]);
    int[] received = new int[3];
    check("count", 3, message.mRecv(received, 3, MPI.INT).getCount(MPI.INT));
    check("matched", new int[] {1, 2, 3}, received);
    check("none", null, message.imProbe(previous(), TAG + 1, world));
    send.waitFor();
    more.waitFor();
    send = world.iSend(MPI.slice(new int[] {7}, 0), 1, MPI.INT, next(), TAG);
    while (message.imProbe(previous(), TAG, world) == null) {
      Thread.onSpinWait();
    }
    message.imRecv(MPI.slice(other, 0), 1, MPI.INT).waitFor();
    check("matched", 7, other[0]);
    send.waitFor();
    message.mProbe(MPI.PROC_NULL, TAG, world);
    check("nobody", true, message.isNoProc());
    check("nobody", MPI.PROC_NULL, message.mRecv(other, 1, MPI.INT).source);
  }

  private static void nobody() {
    int[] kept = {9};
    world.send(kept, 1, MPI.INT, MPI.PROC_NULL, TAG);
    Status status = world.recv(kept, 1, MPI.INT, MPI.PROC_NULL, TAG);
    check("source", MPI.PROC_NULL, status.getSource());
    check("tag", MPI.ANY_TAG, status.getTag());
    check("count", 0, status.getCount(MPI.INT));
    check("kept", 9, kept[0]);
    world.iSend(MPI.slice(kept, 0), 1, MPI.INT, MPI.PROC_NULL, TAG).waitFor();
    world.iRecv(MPI.slice(kept, 0), 1, MPI.INT, MPI.PROC_NULL, TAG).waitFor();
    check("probe", MPI.PROC_NULL, world.probe(MPI.PROC_NULL, TAG).source);
    check("iprobe", MPI.PROC_NULL, world.iProbe(MPI.PROC_NULL, TAG).source);
    Request send = world.iSend(MPI.slice(new int[] {3}, 0), 1, MPI.INT, next(), TAG);
    world.sendRecv(kept, 1, MPI.INT, MPI.PROC_NULL, TAG, kept, 1, MPI.INT, previous(), TAG);
    check("only received", 3, kept[0]);
    send.waitFor();
    world.sendRecvReplace(kept, 1, MPI.INT, MPI.PROC_NULL, TAG, MPI.PROC_NULL, TAG);
  }

  private static void cancelled() {
    int[] into = {9};
    Request request = world.Irecv(into, 0, 1, MPI.INT, previous(), 99);
    check("not yet", null, request.getStatus());
    request.Cancel();
    check("cancelled", true, request.Wait().Test_cancelled());
    request = world.iRecv(MPI.slice(into, 0), 1, MPI.INT, previous(), 99);
    request.cancel();
    check("cancelled", true, request.waitStatus().isCancelled());
    check("kept", 9, into[0]);
  }

  private static void shorter() {
    int[] received = {7, 7, 7, 7};
    Request send = world.Isend(new int[] {1, 2}, 0, 2, MPI.INT, next(), TAG);
    check("count", 2, world.Recv(received, 0, 4, MPI.INT, previous(), TAG).Get_count(MPI.INT));
    send.Wait();
    check("the rest is kept", new int[] {1, 2, 7, 7}, received);
    boolean[] flags = {true, true, true};
    send = world.Isend(new boolean[] {false}, 0, 1, MPI.BOOLEAN, next(), TAG);
    check("count", 1, world.Recv(flags, 0, 3, MPI.BOOLEAN, previous(), TAG).elements);
    send.Wait();
    check("the rest is kept", new boolean[] {false, true, true}, flags);
  }

  /** Several threads use one communicator at the same time. */
  private static void threads() throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int tag = 100 + i;
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int j = 0; j < 200; j++) {
                    int[] value = {1000 * tag + j};
                    world.sendRecvReplace(value, 1, MPI.INT, next(), tag, previous(), tag);
                    check("thread", 1000 * tag + j, value[0]);
                  }
                } catch (Throwable e) {
                  synchronized (failures) {
                    failures.add(e);
                  }
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    check("failures", List.of(), failures);
  }
}
