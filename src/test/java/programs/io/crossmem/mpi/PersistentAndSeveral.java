package io.crossmem.mpi;

import static io.crossmem.mpi.MpiRank.check;
import static io.crossmem.mpi.MpiRank.next;
import static io.crossmem.mpi.MpiRank.previous;
import static io.crossmem.mpi.MpiRank.rank;
import static io.crossmem.mpi.MpiRank.world;

import mpi.MPI;
import mpi.Prequest;
import mpi.Request;
import mpi.Status;

/** Persistent requests, and waiting for several requests. */
final class PersistentAndSeveral {
  private PersistentAndSeveral() {}

  static void run() {
    persistent();
    capitalised();
    all();
    any();
    some();
  }

  private static void persistent() {
    int[] sent = new int[3];
    int[] received = new int[3];
    MPI.attachBuffer(new byte[1000]);
    Prequest receive = world.recvInit(MPI.slice(received, 0), 3, MPI.INT, previous(), 1);
    Prequest[] sends = {
      world.sendInit(MPI.slice(sent, 0), 3, MPI.INT, next(), 1),
      world.sSendInit(MPI.slice(sent, 0), 3, MPI.INT, next(), 1),
      world.bSendInit(MPI.slice(sent, 0), 3, MPI.INT, next(), 1),
      world.rSendInit(MPI.slice(sent, 0), 3, MPI.INT, next(), 1),
    };
    for (int round = 0; round < 3; round++) {
      for (int mode = 0; mode < sends.length; mode++) {
        sent[0] = 100 * rank + 10 * round + mode;
        Prequest.startAll(new Prequest[] {receive, sends[mode]});
        receive.waitFor();
        sends[mode].waitFor();
        check("persistent", 100 * previous() + 10 * round + mode, received[0]);
      }
    }
    receive.start();
    receive.cancel();
    check("cancelled", true, receive.waitStatus().isCancelled());
    world.barrier(); // before the next message for it is sent
    receive.start();
    sends[0].start();
    check("after a cancelled one", 3, receive.waitStatus().getCount(MPI.INT));
    sends[0].waitFor();
    check("inactive", false, receive.isNull());
    check("empty", 0, receive.waitStatus().getCount(MPI.INT));
    receive.free();
    check("freed", true, receive.isNull());
    boolean[] flags = {true};
    boolean[] got = new boolean[1];
    Prequest flagOut = world.Send_init(flags, 0, 1, MPI.BOOLEAN, next(), 2);
    Prequest flagIn = world.Recv_init(got, 0, 1, MPI.BOOLEAN, previous(), 2);
    for (int i = 0; i < 4; i++) {
      flags[0] = i % 2 == 0;
      flagIn.Start();
      flagOut.Start();
      flagIn.Wait();
      flagOut.Wait();
      check("packed anew", i % 2 == 0, got[0]);
    }
    MPI.detachBuffer();
  }

  private static void capitalised() {
    int[] sent = {0, rank};
    int[] received = new int[2];
    MPI.attachBuffer(new byte[1000]);
    Prequest receive = world.Recv_init(received, 1, 1, MPI.INT, previous(), 1);
    Prequest[] sends = {
      world.Ssend_init(sent, 1, 1, MPI.INT, next(), 1),
      world.Bsend_init(sent, 1, 1, MPI.INT, next(), 1),
      world.Rsend_init(sent, 1, 1, MPI.INT, next(), 1),
    };
    for (Prequest send : sends) {
      Prequest.Startall(new Prequest[] {receive, send});
      Request.Waitall(new Request[] {receive, send});
      check("persistent", previous(), received[1]);
      received[1] = -1;
    }
    MPI.detachBuffer();
  }

  private static Request[] sends(int count) {
    Request[] sends = new Request[count];
    for (int i = 0; i < count; i++) {
      sends[i] = world.Isend(new int[] {10 * rank + i}, 0, 1, MPI.INT, next(), 10 + i);
    }
    return sends;
  }

  private static Request[] receives(int[] into) {
    Request[] receives = new Request[into.length];
    for (int i = 0; i < into.length; i++) {
      receives[i] = world.Irecv(into, i, 1, MPI.INT, previous(), 10 + i);
    }
    return receives;
  }

  private static void checkAll(int[] received) {
    for (int i = 0; i < received.length; i++) {
      check("message " + i, 10 * previous() + i, received[i]);
    }
  }

  private static void all() {
    int[] received = new int[5];
    Request[] receives = receives(received);
    Request[] sends = sends(5);
    Status[] statuses = Request.waitAllStatus(receives);
    check("tag", 14, statuses[4].tag);
    checkAll(received);
    Request.waitAll(sends);
    check("all null", 5, Request.Waitall(sends).length);
    received = new int[5];
    receives = receives(received);
    check("none was sent", Request.testAll(receives), Request.testAllStatus(receives) != null);
    world.Barrier(); // the previous rank sends only after that
    sends = sends(5);
    while (Request.Testall(receives) == null) {
      Thread.onSpinWait();
    }
    checkAll(received);
    Request.waitAll(sends);
    Request one = world.Irecv(received, 0, 1, MPI.INT, previous(), 10);
    sends = sends(1);
    while (!one.test()) {
      Thread.onSpinWait();
    }
    one = world.Irecv(received, 0, 1, MPI.INT, previous(), 10);
    Request.waitAll(sends);
    sends = sends(1);
    Status status = one.Test();
    while (status == null) {
      status = one.testStatus();
    }
    check("count", 1, status.getCount(MPI.INT));
    check("empty", 0, MPI.REQUEST_NULL.waitStatus().getCount(MPI.INT));
    Request.waitAll(sends);
  }

  private static void any() {
    int[] received = new int[5];
    Request[] receives = receives(received);
    Request[] sends = sends(5);
    boolean[] seen = new boolean[5];
    for (int i = 0; i < 5; i++) {
      int index =
          switch (i % 3) {
            case 0 -> Request.waitAny(receives);
            case 1 -> Request.waitAnyStatus(receives).getIndex();
            default -> Request.Waitany(receives).index;
          };
      check("once", false, seen[index]);
      seen[index] = true;
    }
    check("all null", MPI.UNDEFINED, Request.waitAny(receives));
    check("all null", MPI.UNDEFINED, Request.testAny(receives));
    checkAll(received);
    Request.waitAll(sends);
    receives = receives(received);
    sends = sends(5);
    for (int done = 0; done < 5; ) {
      Status status = done % 2 == 0 ? Request.testAnyStatus(receives) : Request.Testany(receives);
      done += status == null ? 0 : 1;
    }
    Request.waitAll(sends);
  }

  private static void some() {
    for (int kind = 0; kind < 6; kind++) {
      int[] received = new int[5];
      Request[] receives = receives(received);
      Request[] sends = sends(5);
      for (int done = 0; done < 5; ) {
        done +=
            switch (kind) {
              case 0 -> Request.waitSome(receives).length;
              case 1 -> Request.waitSomeStatus(receives).length;
              case 2 -> Request.Waitsome(receives).length;
              case 3 -> Request.testSome(receives).length;
              case 4 -> Request.testSomeStatus(receives).length;
              default -> Request.Testsome(receives).length;
            };
      }
      check("all null", null, Request.waitSome(receives));
      checkAll(received);
      Request.waitAll(sends);
    }
  }
}
