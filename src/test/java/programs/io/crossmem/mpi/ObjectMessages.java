package io.crossmem.mpi;

import static io.crossmem.mpi.MpiRank.check;
import static io.crossmem.mpi.MpiRank.next;
import static io.crossmem.mpi.MpiRank.previous;
import static io.crossmem.mpi.MpiRank.rank;
import static io.crossmem.mpi.MpiRank.size;
import static io.crossmem.mpi.MpiRank.world;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import mpi.Datatype;
import mpi.MPI;
import mpi.Message;
import mpi.Op;
import mpi.Request;
import mpi.Status;
import mpi.User_function;

/** Messages of objects. */
final class ObjectMessages {
  private ObjectMessages() {}

  /** What a program may send. */
  private record Item(String name, int number) implements Serializable {}

  private static Object[] items(int of) {
    List<Object> shared = new ArrayList<>(List.of("shared", of));
    return new Object[] {
      null,
      "plain " + of,
      "\u00e4\u4e2d\ud800 " + of,
      new byte[] {1, (byte) of},
      new int[] {of, 2},
      new double[] {.5, of},
      new long[] {of},
      new float[] {of},
      new char[] {'a', '\ud800'},
      new short[] {(short) of},
      new boolean[] {true, of % 2 == 0},
      new Item("item", of),
      Map.of("key", of),
      shared,
      shared,
      new int[][] {{of}, {2, 3}},
    };
  }

  static void run() {
    kinds();
    lengths();
    modes();
    collectives();
    derived();
    reductions();
  }

  private static void kinds() {
    Object[] sent = items(rank);
    Object[] received = new Object[sent.length + 1];
    Request send = world.Isend(sent, 0, sent.length, MPI.OBJECT, next(), 1);
    Status status = world.Recv(received, 1, sent.length, MPI.OBJECT, previous(), 1);
    send.Wait();
    check("count", sent.length, status.Get_count(MPI.OBJECT));
    check("source", previous(), status.source);
    Object[] expected = items(previous());
    for (int i = 0; i < sent.length; i++) {
      check("item " + i, expected[i], received[i + 1]);
    }
    check("shared", true, received[sent.length - 1] == received[sent.length - 2]);
    Datatype others = Datatype.Vector(2, 1, 2, MPI.OBJECT);
    Object[] some = new Object[3];
    world.Sendrecv(
        new Object[] {"a" + rank, "b", "c"},
        0,
        1,
        others,
        next(),
        1,
        some,
        0,
        1,
        others,
        previous(),
        1);
    check("strided", new Object[] {"a" + previous(), null, "c"}, some);
  }

  private static void lengths() {
    for (int length : new int[] {0, 1, 1000, 8191, 8192, 300_000}) {
      Object[] received = new Object[2];
      List<Integer> list = new ArrayList<>(Collections.nCopies(length, rank));
      Request receive = world.Irecv(received, 0, 2, MPI.OBJECT, MPI.ANY_SOURCE, 2);
      world.Send(new Object[] {list, new byte[length]}, 0, 2, MPI.OBJECT, next(), 2);
      check("count", 2, receive.Wait().Get_count(MPI.OBJECT));
      check("list", Collections.nCopies(length, previous()), received[0]);
      check("bytes", length, ((byte[]) received[1]).length);
    }
  }

  private static void modes() {
    String[] received = new String[3];
    Request receive = world.Irecv(received, 0, 3, MPI.OBJECT, previous(), 3);
    world.Ssend(new String[] {"one " + rank}, 0, 1, MPI.OBJECT, next(), 3);
    check("fewer than there is room for", 1, receive.Wait().Get_count(MPI.OBJECT));
    check("synchronous", "one " + previous(), received[0]);
    MPI.attachBuffer(new byte[100_000]);
    world.Bsend(new Object[] {"two", new byte[40_000]}, 0, 2, MPI.OBJECT, next(), 3);
    Object[] two = new Object[2];
    world.recv(two, 2, MPI.OBJECT, previous(), 3);
    check("buffered", 40_000, ((byte[]) two[1]).length);
    MPI.detachBuffer();
    Request send = world.Issend(new Object[] {"three"}, 0, 1, MPI.OBJECT, next(), 3);
    Message message = new Message();
    message.mProbe(previous(), 3, world);
    message.mRecv(two, 1, MPI.OBJECT);
    check("matched", "three", two[0]);
    send.Wait();
    Object[] replaced = {"from " + rank};
    world.Sendrecv_replace(replaced, 0, 1, MPI.OBJECT, next(), 3, previous(), 3);
    check("replaced", "from " + previous(), replaced[0]);
    receive = world.Irecv(received, 0, 1, MPI.OBJECT, previous(), 99);
    receive.Cancel();
    check("cancelled", true, receive.Wait().Test_cancelled());
  }

  private static void collectives() {
    String[] one = {rank == size - 1 ? "from the last" : null};
    world.Bcast(one, 0, 1, MPI.OBJECT, size - 1);
    check("broadcast", "from the last", one[0]);
    String[] all = new String[2 * size];
    String[] own = {"a" + rank, "b" + rank};
    world.Allgather(own, 0, 2, MPI.OBJECT, all, 0, 2, MPI.OBJECT);
    String[] expected = new String[2 * size];
    for (int i = 0; i < size; i++) {
      expected[2 * i] = "a" + i;
      expected[2 * i + 1] = "b" + i;
    }
    check("all", expected, all);
    String[] gathered = new String[2 * size];
    world.Gather(own, 0, 2, MPI.OBJECT, gathered, 0, 2, MPI.OBJECT, 0);
    check("gathered", rank == 0 ? expected : new String[2 * size], gathered);
    String[] mine = new String[2];
    world.Scatter(expected, 0, 2, MPI.OBJECT, mine, 0, 2, MPI.OBJECT, 0);
    check("scattered", own, mine);
    String[] toAll = new String[size];
    String[] fromAll = new String[size];
    String[] expectedFromAll = new String[size];
    for (int i = 0; i < size; i++) {
      toAll[i] = rank + " to " + i;
      expectedFromAll[i] = i + " to " + rank;
    }
    world.Alltoall(toAll, 0, 1, MPI.OBJECT, fromAll, 0, 1, MPI.OBJECT);
    check("from all", expectedFromAll, fromAll);
  }

  /** A derived datatype leaves out what it leaves out elsewhere. */
  private static void derived() {
    Datatype ends = Datatype.Vector(2, 1, 2, MPI.OBJECT);
    Object[] texts = rank == 0 ? new Object[] {"a", "-", "b"} : new Object[3];
    world.Bcast(texts, 0, 1, ends, 0);
    check("broadcast", new Object[] {"a", rank == 0 ? "-" : null, "b"}, texts);
    Object[] own = {rank, "-", -rank};
    Object[] all = new Object[3 * size];
    world.Allgather(own, 0, 1, ends, all, 0, 1, ends);
    for (int i = 0; i < size; i++) {
      check("gathered", new Object[] {i, null, -i}, Arrays.copyOfRange(all, 3 * i, 3 * i + 3));
    }
    Datatype empty = Datatype.Struct(new int[0], new int[0], new Datatype[0]);
    Request send = world.Isend(new int[1], 0, 5, empty, rank, 9);
    check("nothing", 0, world.Recv(new int[1], 0, 5, empty, rank, 9).getCount(MPI.INT));
    send.waitFor();
  }

  private static void reductions() {
    Op join =
        new Op(
            new User_function() {
              @Override
              public void Call(
                  Object in, int inOffset, Object inOut, int outOffset, int count, Datatype type) {
                Object[] left = (Object[]) in;
                Object[] right = (Object[]) inOut;
                for (int i = 0; i < count; i++) {
                  right[outOffset + i] = "" + left[inOffset + i] + right[outOffset + i];
                }
              }
            },
            false);
    String[] result = new String[1];
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < size; i++) {
      all.append(i);
    }
    world.Allreduce(new String[] {"" + rank}, 0, result, 0, 1, MPI.OBJECT, join);
    check("in order", all.toString(), result[0]);
    world.Reduce(new String[] {"" + rank}, 0, result, 0, 1, MPI.OBJECT, join, 0);
    check("in order", all.toString(), result[0]);
    world.Scan(new String[] {"" + rank}, 0, result, 0, 1, MPI.OBJECT, join);
    check("the first", all.substring(0, rank + 1), result[0]);
  }
}
