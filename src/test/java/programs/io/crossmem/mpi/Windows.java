package io.crossmem.mpi;

import static io.crossmem.mpi.MpiRank.check;
import static io.crossmem.mpi.MpiRank.next;
import static io.crossmem.mpi.MpiRank.previous;
import static io.crossmem.mpi.MpiRank.rank;
import static io.crossmem.mpi.MpiRank.size;
import static io.crossmem.mpi.MpiRank.world;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import mpi.Datatype;
import mpi.Group;
import mpi.Info;
import mpi.MPI;
import mpi.MPIException;
import mpi.Win;

/** Windows over the program's own memory, over memory that is mapped, and dynamic ones. */
final class Windows {
  private static final int LENGTH = 64; // ints of a window

  private Windows() {}

  static void run() {
    onAnyNodes();
    sharedMemory();
  }

  /** What also works if ranks are on several nodes. */
  static void onAnyNodes() {
    hints();
    for (boolean mapped : new boolean[] {false, true}) {
      Win win = window(mapped);
      putAndGet(win);
      sameBuffersAgain(win);
      buffersInTurn(win);
      layouts(win);
      accumulates(win);
      smallElements(win);
      pairs(win);
      singleElements(win);
      startAndComplete(win);
      locks(win);
      errors(win);
      win.free();
      IntBuffer ints = direct(1);
      fails("freed", MPI.ERR_WIN, () -> win.fence(0));
      fails("freed", MPI.ERR_WIN, () -> win.put(ints, 1, MPI.INT, rank, 0, 1, MPI.INT));
      fails("freed", MPI.ERR_WIN, win::free);
    }
    dynamic();
    names();
  }

  private static void hints() {
    Info info = new Info();
    info.set("a", "1");
    info.set("b", "2");
    info.set("a", "3");
    check("keys", 2, info.size());
    check("value", "3", info.get("a"));
    check("no value", null, info.get("c"));
    check("key", "b", info.getKey(1));
    Info copy = info.clone();
    info.delete("a");
    check("copied", 2, copy.size());
    check("deleted", 1, info.dup().size());
    fails("no key", MPI.ERR_INFO_NOKEY, () -> info.delete("a"));
    fails("empty key", MPI.ERR_INFO_KEY, () -> info.get(""));
    fails("no value", MPI.ERR_INFO_VALUE, () -> info.set("a", null));
    fails("number", MPI.ERR_ARG, () -> info.getKey(1));
    info.free();
    check("freed", true, info.isNull() && MPI.INFO_NULL.isNull() && !MPI.INFO_ENV.isNull());
    fails("freed", MPI.ERR_INFO, info::size);
  }

  private static Win window(boolean mapped) {
    return mapped
        ? new Win(4 * LENGTH, 4, MPI.INFO_NULL, world, null, Win.FLAVOR_PRIVATE)
        : new Win(MPI.newIntBuffer(LENGTH), LENGTH, 1, MPI.INFO_NULL, world);
  }

  private static IntBuffer direct(int... values) {
    IntBuffer buffer = MPI.newIntBuffer(values.length);
    buffer.put(0, values);
    return buffer;
  }

  private static void clear(Win win) {
    win.fence(0);
    win.put(MPI.newIntBuffer(LENGTH), LENGTH, MPI.INT, rank, 0, LENGTH, MPI.INT);
    win.fence(0);
  }

  private static int at(Win win, int of, int place) {
    IntBuffer one = MPI.newIntBuffer(1);
    win.get(one, 1, MPI.INT, of, place, 1, MPI.INT);
    return one.get(0);
  }

  private static void putAndGet(Win win) {
    clear(win);
    win.put(direct(100 + rank, 200 + rank), 2, MPI.INT, next(), 3, 2, MPI.INT);
    win.put(IntBuffer.wrap(new int[] {300 + rank}), 1, MPI.INT, next(), 5, 1, MPI.INT);
    ByteBuffer other = ByteBuffer.allocateDirect(4); // big endian
    IntBuffer swapped = other.asIntBuffer();
    swapped.put(0, 400 + rank);
    win.put(swapped, 1, MPI.INT, next(), 6, 1, MPI.INT);
    win.put(direct(1), 1, MPI.INT, MPI.PROC_NULL, 0, 1, MPI.INT);
    win.fence(0);
    for (int i = 1; i <= 4; i++) {
      check("put", 100 * i + previous(), at(win, rank, 2 + i));
      check("others' memory", 100 * i + rank, at(win, next(), 2 + i));
    }
    IntBuffer heap = IntBuffer.allocate(4);
    win.get(heap, 4, MPI.INT, next(), 3, 4, MPI.INT);
    check("get", 400 + rank, heap.get(3));
    win.get(swapped, 1, MPI.INT, next(), 4, 1, MPI.INT);
    check("other order", 200 + rank, swapped.get(0));
    ByteBuffer bytes = MPI.newByteBuffer(8);
    win.get(bytes, 8, MPI.BYTE, next(), 3, 2, MPI.INT);
    check("as bytes", 200 + rank, bytes.getInt(4));
    check("neighbours", 0, at(win, next(), 2) + at(win, next(), 7));
    win.fence(MPI.MODE_NOSUCCEED);
  }

  /** What a first use finds out about a buffer must not hide what is wrong with a later one. */
  private static void sameBuffersAgain(Win win) {
    clear(win);
    ByteBuffer bytes = MPI.newByteBuffer(4 * LENGTH);
    ByteBuffer found = MPI.newByteBuffer(4 * LENGTH);
    for (int length : new int[] {4, 8, 12, 32, 40, 4 * LENGTH}) {
      for (int turn = 1; turn <= 3; turn++) {
        for (int i = 0; i < length; i++) {
          bytes.put(i, (byte) (turn * length + i + rank));
        }
        win.put(bytes, length, MPI.BYTE, next(), 0, length, MPI.BYTE);
        win.get(found, length, MPI.BYTE, next(), 0, length, MPI.BYTE);
        check("again", bytes.slice(0, length), found.slice(0, length));
      }
    }
    ByteBuffer few = MPI.newByteBuffer(16);
    put(win, few, 16, MPI.BYTE);
    put(win, few, 16, MPI.BYTE);
    fails("too many", MPI.ERR_BUFFER, () -> put(win, few, 17, MPI.BYTE));
    fails("negative", MPI.ERR_COUNT, () -> put(win, bytes, -1, MPI.BYTE));
    fails(
        "outside",
        MPI.ERR_DISP,
        () -> win.put(bytes, 8, MPI.BYTE, next(), LENGTH - 1, 8, MPI.BYTE));
    fails("before", MPI.ERR_DISP, () -> win.get(found, 4, MPI.BYTE, next(), -1, 4, MPI.BYTE));
    Datatype two = Datatype.createContiguous(2, MPI.BYTE);
    two.commit();
    put(win, bytes, 4, two);
    put(win, bytes, 4, two);
    two.free();
    fails("freed", MPI.ERR_TYPE, () -> put(win, bytes, 4, two));
    fails("no datatype", MPI.ERR_TYPE, () -> put(win, bytes, 4, null));
    fails("no datatype", MPI.ERR_TYPE, () -> win.get(bytes, 4, null, next(), 0, 4, null));
    win.put(bytes.limit(5).position(4), 8, MPI.BYTE, next(), 0, 8, MPI.BYTE);
    win.get(found.limit(5).position(4), 8, MPI.BYTE, next(), 0, 8, MPI.BYTE);
    check("position and limit", bytes.slice(0, 5), found.slice(0, 5));
    check("position and limit", bytes.clear().slice(0, 8), found.clear().slice(0, 8));
    win.fence(0);
  }

  private static void buffersInTurn(Win win) {
    clear(win);
    IntBuffer[] buffers = new IntBuffer[9];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = direct(1000 * i + rank);
    }
    for (int turn = 0; turn < 3; turn++) {
      for (int i = 0; i < buffers.length; i++) {
        buffers[i].put(0, buffers[i].get(0) + 1);
        win.put(buffers[i], 1, MPI.INT, next(), i, 1, MPI.INT);
      }
      for (int i = 0; i < buffers.length; i++) {
        check("in turn", 1000 * i + rank + turn + 1, at(win, next(), i));
      }
    }
    win.fence(0);
  }

  private static void put(Win win, ByteBuffer bytes, int count, Datatype type) {
    win.put(bytes, count, type, next(), 0, count, type);
  }

  private static void layouts(Win win) {
    Datatype even = Datatype.createVector(3, 1, 2, MPI.INT);
    Datatype back = Datatype.createIndexed(new int[] {2, 1}, new int[] {4, 0}, MPI.INT);
    for (boolean heap : new boolean[] {false, true}) {
      clear(win);
      int[] values = {rank, 1, 2, 3, 4, 5};
      Buffer from = heap ? IntBuffer.wrap(values) : direct(values);
      win.put(from, 1, even, next(), 10, 1, back); // rank, 2, 4
      win.put(from, 3, MPI.INT, next(), 20, 1, even); // rank, 1, 2
      win.put(from, 1, even, next(), 30, 3, MPI.INT);
      win.fence(0);
      int[] places = {14, 15, 10, 20, 22, 24, 30, 31, 32, 11, 12, 13, 21, 23};
      int[] expected = {previous(), 2, 4, previous(), 1, 2, previous(), 2, 4, 0, 0, 0, 0, 0};
      for (int i = 0; i < places.length; i++) {
        check("place " + places[i], expected[i], at(win, rank, places[i]));
      }
      IntBuffer into = heap ? IntBuffer.allocate(6) : MPI.newIntBuffer(6);
      win.get(into, 1, even, next(), 10, 1, back);
      check("get", 4 + rank + 2, into.get(4) + into.get(0) + into.get(2));
      check("gaps", 0, into.get(1) + into.get(3));
      win.fence(0);
    }
  }

  private static void accumulates(Win win) {
    clear(win);
    for (int i = 0; i < 50; i++) {
      win.accumulate(direct(1, 2, 3), 3, MPI.INT, 0, 0, 3, MPI.INT, MPI.SUM);
      win.accumulate(direct(rank), 1, MPI.INT, 0, 3, 1, MPI.INT, MPI.MAX);
    }
    Datatype even = Datatype.createVector(2, 1, 2, MPI.INT);
    win.accumulate(direct(1 << rank, 5), 2, MPI.INT, size - 1, 10, 1, even, MPI.BOR);
    win.fence(0);
    check("sum", 50 * size, at(win, 0, 0));
    check("sum", 150 * size, at(win, 0, 2));
    check("max", size - 1, at(win, 0, 3));
    check("or", (1 << size) - 1, at(win, size - 1, 10));
    check("gap", 0, at(win, size - 1, 11));
    check("or", 5, at(win, size - 1, 12));
    win.fence(0);
    IntBuffer old = MPI.newIntBuffer(2);
    win.getAccumulate(direct(7, 8), 2, MPI.INT, old, 2, MPI.INT, rank, 20, 2, MPI.INT, MPI.REPLACE);
    check("old", 0, old.get(0) + old.get(1));
    win.getAccumulate(
        null, 0, MPI.INT, IntBuffer.wrap(new int[2]), 2, MPI.INT, rank, 20, 2, MPI.INT, MPI.NO_OP);
    win.getAccumulate(direct(1, 1), 2, MPI.INT, old, 2, MPI.INT, rank, 20, 2, MPI.INT, MPI.PROD);
    check("replaced", 7, old.get(0));
    DoubleBuffer real = MPI.newDoubleBuffer(1);
    real.put(0, 0.5);
    win.accumulate(real, 1, MPI.DOUBLE, rank, 24, 1, MPI.DOUBLE, MPI.SUM);
    win.accumulate(real, 1, MPI.DOUBLE, rank, 24, 1, MPI.DOUBLE, MPI.SUM);
    win.get(real, 1, MPI.DOUBLE, rank, 24, 1, MPI.DOUBLE);
    check("double", 1.0, real.get(0));
    win.fence(0);
  }

  private static void smallElements(Win win) {
    clear(win);
    ShortBuffer one = MPI.newShortBuffer(2);
    one.put(0, new short[] {1, -1});
    for (int i = 0; i < 100; i++) {
      win.accumulate(one, 2, MPI.SHORT, 0, 0, 2, MPI.SHORT, MPI.SUM);
      win.accumulate(MPI.slice(new byte[] {1}, 0), 1, MPI.BYTE, 0, 4, 1, MPI.BYTE, MPI.BXOR);
    }
    win.fence(0);
    ShortBuffer sum = MPI.newShortBuffer(2);
    win.get(sum, 2, MPI.SHORT, 0, 0, 2, MPI.SHORT);
    check("shorts", (short) (100 * size), sum.get(0));
    check("shorts", (short) (-100 * size), sum.get(1));
    check("byte", 0, at(win, 0, 4));
    win.fence(0);
  }

  private static void pairs(Win win) {
    clear(win);
    win.accumulate(direct(5 + rank, rank), 1, MPI.INT2, 0, 0, 1, MPI.INT2, MPI.MAXLOC);
    win.fence(0);
    check("value", 5 + size - 1, at(win, 0, 0));
    check("index", size - 1, at(win, 0, 1));
    win.fence(0);
  }

  private static void singleElements(Win win) {
    clear(win);
    win.fence(MPI.MODE_NOSUCCEED);
    IntBuffer result = MPI.newIntBuffer(1);
    LongBuffer found = MPI.newLongBuffer(1);
    LongBuffer value = MPI.newLongBuffer(1);
    LongBuffer expected = MPI.newLongBuffer(1);
    win.lockAll(0);
    for (int i = 0; i < 200; i++) {
      win.fetchAndOp(direct(1), result, MPI.INT, 0, 0, MPI.SUM);
      do { // adds 2
        win.fetchAndOp(null, expected, MPI.LONG, 0, 2, MPI.NO_OP);
        value.put(0, expected.get(0) + 2);
        win.compareAndSwap(value, expected, found, MPI.LONG, 0, 2);
      } while (found.get(0) != expected.get(0));
    }
    win.flush(0);
    win.flushLocal(0);
    win.flushAll();
    win.flushLocalAll();
    win.unlockAll();
    world.barrier();
    win.lock(MPI.LOCK_SHARED, 0, 0);
    check("counted", 200 * size, at(win, 0, 0));
    win.rGet(found, 1, MPI.LONG, 0, 2, 1, MPI.LONG).waitFor();
    check("swapped", 400L * size, found.get(0));
    win.unlock(0);
    world.barrier();
  }

  private static void startAndComplete(Win win) {
    clear(win);
    win.fence(MPI.MODE_NOSUCCEED);
    Group world = win.getGroup();
    Group after = world.incl(new int[] {next()});
    Group before = world.incl(new int[] {previous()});
    for (int round = 1; round <= 30; round++) {
      win.post(before, 0);
      win.start(after, 0);
      win.put(direct(1000 * round + rank), 1, MPI.INT, next(), 7, 1, MPI.INT);
      win.complete();
      if (round % 2 == 0) {
        win.waitFor();
      } else {
        while (!win.test()) {
          Thread.onSpinWait();
        }
      }
      win.lock(MPI.LOCK_SHARED, rank, 0);
      check("round", 1000 * round + previous(), at(win, rank, 7));
      win.unlock(rank);
    }
    MPI.COMM_WORLD.barrier();
  }

  /** Without locks the increments of two ranks would be lost. */
  private static void locks(Win win) {
    clear(win);
    win.fence(MPI.MODE_NOSUCCEED);
    IntBuffer value = MPI.newIntBuffer(1);
    int target = size - 1;
    for (int i = 0; i < 100; i++) {
      win.lock(MPI.LOCK_EXCLUSIVE, target, 0);
      win.get(value, 1, MPI.INT, target, 9, 1, MPI.INT);
      value.put(0, value.get(0) + 1);
      win.rPut(value, 1, MPI.INT, target, 9, 1, MPI.INT).waitFor();
      win.unlock(target);
    }
    world.barrier();
    win.lock(MPI.LOCK_SHARED, target, 0);
    check("counted", 100 * size, at(win, target, 9));
    win.unlock(target);
    win.lock(MPI.LOCK_EXCLUSIVE, rank, MPI.MODE_NOCHECK);
    win.rAccumulate(direct(3), 1, MPI.INT, rank, 11, 1, MPI.INT, MPI.SUM).waitFor();
    win.rGetAccumulate(direct(3), 1, MPI.INT, value, 1, MPI.INT, rank, 11, 1, MPI.INT, MPI.SUM)
        .waitFor();
    check("rGetAccumulate", 3, value.get(0));
    win.sync();
    win.unlock(rank);
    world.barrier();
  }

  private static void errors(Win win) {
    win.setErrhandler(MPI.ERRORS_RETURN);
    check("handler", MPI.ERRORS_RETURN, win.getErrhandler());
    IntBuffer ints = direct(1, 2, 3);
    fails("no epoch", MPI.ERR_RMA_SYNC, () -> win.put(ints, 1, MPI.INT, 0, 0, 1, MPI.INT));
    fails("no start", MPI.ERR_RMA_SYNC, win::complete);
    fails("no post", MPI.ERR_RMA_SYNC, win::waitFor);
    fails("no post", MPI.ERR_RMA_SYNC, win::test);
    fails("no lock", MPI.ERR_RMA_SYNC, () -> win.unlock(0));
    fails("no lock", MPI.ERR_RMA_SYNC, win::unlockAll);
    fails("no lock", MPI.ERR_RMA_SYNC, () -> win.flush(0));
    fails("no lock", MPI.ERR_RMA_SYNC, win::flushAll);
    fails("lock type", MPI.ERR_LOCKTYPE, () -> win.lock(7, 0, 0));
    fails("rank", MPI.ERR_RANK, () -> win.lock(MPI.LOCK_SHARED, size, 0));
    fails("assertion", MPI.ERR_ASSERT, () -> win.fence(1 << 20));
    fails("group", MPI.ERR_GROUP, () -> win.start(MPI.GROUP_NULL, 0));
    clear(win);
    fails("not locked", MPI.ERR_RMA_SYNC, () -> win.rPut(ints, 1, MPI.INT, 0, 0, 1, MPI.INT));
    fails("rank", MPI.ERR_RANK, () -> win.put(ints, 1, MPI.INT, size, 0, 1, MPI.INT));
    fails("place", MPI.ERR_DISP, () -> win.put(ints, 3, MPI.INT, 0, LENGTH - 2, 3, MPI.INT));
    fails("place", MPI.ERR_DISP, () -> win.put(ints, 3, MPI.INT, 0, -1, 3, MPI.INT));
    fails("place", MPI.ERR_DISP, () -> win.get(ints, 1, MPI.INT, 0, LENGTH, 1, MPI.INT));
    Datatype far = Datatype.createVector(2, 1, LENGTH, MPI.INT);
    fails("layout", MPI.ERR_DISP, () -> win.put(ints, 2, MPI.INT, 0, 0, 1, far));
    fails("buffer", MPI.ERR_BUFFER, () -> win.put(ints, 4, MPI.INT, 0, 0, 4, MPI.INT));
    fails("no buffer", MPI.ERR_BUFFER, () -> win.put(null, 1, MPI.INT, 0, 0, 1, MPI.INT));
    fails(
        "read-only",
        MPI.ERR_BUFFER,
        () -> win.get(ints.asReadOnlyBuffer(), 1, MPI.INT, 0, 0, 1, MPI.INT));
    fails("count", MPI.ERR_COUNT, () -> win.put(ints, -1, MPI.INT, 0, 0, 1, MPI.INT));
    fails("type", MPI.ERR_TYPE, () -> win.put(ints, 1, MPI.DOUBLE, 0, 0, 1, MPI.DOUBLE));
    fails("type", MPI.ERR_TYPE, () -> win.put(ints, 1, MPI.INT, 0, 0, 1, MPI.FLOAT));
    fails("counts", MPI.ERR_TYPE, () -> win.put(ints, 2, MPI.INT, 0, 0, 1, MPI.INT));
    fails("objects", MPI.ERR_TYPE, () -> win.put(ints, 1, MPI.OBJECT, 0, 0, 1, MPI.OBJECT));
    fails("operation", MPI.ERR_OP, () -> win.accumulate(ints, 1, MPI.INT, 0, 0, 1, MPI.INT, null));
    fails(
        "operation",
        MPI.ERR_OP,
        () -> win.accumulate(ints, 1, MPI.INT, 0, 0, 1, MPI.INT, MPI.MAXLOC));
    DoubleBuffer real = MPI.newDoubleBuffer(1);
    fails("no integer", MPI.ERR_TYPE, () -> win.compareAndSwap(real, real, real, MPI.DOUBLE, 0, 0));
    win.fence(0);
    for (int i = 0; i < LENGTH; i++) {
      check("unchanged", 0, at(win, rank, i));
    }
    win.fence(MPI.MODE_NOSUCCEED);
    win.lock(MPI.LOCK_SHARED, rank, 0);
    fails("locked", MPI.ERR_RMA_SYNC, () -> win.lock(MPI.LOCK_SHARED, rank, 0));
    fails("locked", MPI.ERR_RMA_SYNC, () -> win.fence(0));
    fails("locked", MPI.ERR_RMA_SYNC, win::free);
    fails("locked", MPI.ERR_RMA_SYNC, () -> win.lockAll(0));
    win.unlock(rank);
    fails("called", MPI.ERR_IO, () -> win.callErrhandler(MPI.ERR_IO));
    fails("not dynamic", MPI.ERR_WIN, () -> win.attach(ints, 1));
    fails("size", MPI.ERR_SIZE, () -> new Win(direct(1), 2, 1, MPI.INFO_NULL, world));
    fails("heap", MPI.ERR_BUFFER, () -> new Win(IntBuffer.allocate(1), 1, 1, MPI.INFO_NULL, world));
    fails("unit", MPI.ERR_DISP, () -> new Win(direct(1), 1, 0, MPI.INFO_NULL, world));
  }

  private static void sharedMemory() {
    int bytes = rank == 0 ? 3_000_000 : 8 * rank; // one on huge pages
    Win win = new Win(bytes, 1, null, world, null, Win.FLAVOR_SHARED);
    ByteBuffer own = win.sharedQuery(rank);
    check("size", bytes, own.capacity());
    check("order", ByteOrder.nativeOrder(), own.order());
    own.putInt(0, 77 + rank);
    win.fence(0);
    check("of another", 77 + next(), win.sharedQuery(next()).getInt(0));
    check("first", 3_000_000, win.sharedQuery(MPI.PROC_NULL).capacity());
    ByteBuffer large = MPI.newByteBuffer(3_000_000);
    win.get(large, 3_000_000, MPI.BYTE, 0, 0, 3_000_000, MPI.BYTE);
    check("large", 77, large.getInt(0));
    win.fence(0);
    check("size", bytes, win.getAttr(MPI.WIN_SIZE));
    check("unit", 1, win.getAttr(MPI.WIN_DISP_UNIT));
    check("base", true, (Long) win.getAttr(MPI.WIN_BASE) != 0);
    win.free();
    IntBuffer base = direct(1, 2, 3 + rank);
    Win given = new Win(3, 1, null, world, base, Win.FLAVOR_PRIVATE);
    given.setErrhandler(MPI.ERRORS_RETURN);
    given.fence(0);
    check("given", 3 + next(), at(given, next(), 2));
    fails("not mapped", MPI.ERR_WIN, () -> given.sharedQuery(rank));
    given.fence(0);
    given.free();
  }

  private static void dynamic() {
    Win win = new Win(MPI.INFO_NULL, world);
    win.setErrhandler(MPI.ERRORS_RETURN);
    IntBuffer first = direct(1, 2, 3);
    IntBuffer second = direct(10 + rank, 20);
    win.attach(first, 3);
    win.attach(second, 2);
    check("place", 0, win.getDisplacement(first));
    check("place", 16, win.getDisplacement(second));
    win.fence(0);
    check("second", 10 + next(), at(win, next(), 16));
    win.accumulate(direct(5), 1, MPI.INT, next(), 20, 1, MPI.INT, MPI.SUM);
    fails("gap", MPI.ERR_DISP, () -> at(win, next(), 12));
    win.fence(0);
    check("added", 25, second.get(1));
    win.detach(second);
    win.fence(0);
    fails("detached", MPI.ERR_DISP, () -> at(win, next(), 16));
    fails("detached", MPI.ERR_BUFFER, () -> win.detach(second));
    check("still there", 3, at(win, next(), 8));
    win.fence(0);
    win.free();
  }

  private static void names() {
    Info info = new Info();
    info.set("no_locks", "true");
    Win win = new Win(direct(1), 1, 1, info, world);
    check("hint", "true", win.getInfo().get("no_locks"));
    win.setErrhandler(MPI.ERRORS_RETURN);
    fails("no locks", MPI.ERR_RMA_SYNC, () -> win.lock(MPI.LOCK_SHARED, rank, 0));
    fails("no locks", MPI.ERR_RMA_SYNC, () -> win.lockAll(0));
    win.setErrhandler(MPI.ERRORS_ARE_FATAL);
    win.setInfo(new Info());
    check("no hint", 0, win.getInfo().size());
    win.setName("mine");
    check("name", "mine", win.getName());
    int key = Win.createKeyval();
    check("unset", null, win.getAttr(key));
    win.setAttr(key, "value");
    check("set", "value", win.getAttr(key));
    win.deleteAttr(key);
    fails("deleted", MPI.ERR_KEYVAL, () -> win.deleteAttr(key));
    Win.freeKeyval(key);
    check("handler", MPI.ERRORS_ARE_FATAL, win.getErrhandler());
    check("group", size, win.getGroup().getSize());
    win.free();
  }

  static void fails(String what, int errorClass, Runnable call) {
    try {
      call.run();
    } catch (MPIException e) {
      check(what + " (" + e.getMessage() + ")", errorClass, e.getErrorClass());
      return;
    }
    throw new AssertionError("nothing was thrown: " + what);
  }
}
