package io.crossmem.mpi;

import static io.crossmem.mpi.MpiRank.check;
import static io.crossmem.mpi.MpiRank.rank;
import static io.crossmem.mpi.MpiRank.size;
import static io.crossmem.mpi.MpiRank.world;

import java.nio.ByteOrder;
import mpi.Comm;
import mpi.MPI;

/** What is not a message. */
final class Environment {
  private Environment() {}

  static void run() {
    check("initialized", true, MPI.Initialized() && MPI.isInitialized());
    check("not finalized", false, MPI.isFinalized());
    check("threads", MPI.THREAD_MULTIPLE, MPI.queryThread());
    check("main thread", true, MPI.isThreadMain() && MPI.isMainThread());
    check("self", 1, MPI.COMM_SELF.Size());
    check("both spellings", world.getSize(), world.Size());
    check("rank", world.getRank(), world.Rank());
    double before = MPI.wtime();
    check("time goes on", true, MPI.Wtime() >= before && MPI.wtick() > 0 && MPI.Wtick() < 1);
    check("host", MPI.getProcessorName(), MPI.Get_processor_name());
    check("version", 3, MPI.getVersion().getVersion());
    check("subversion", 1, MPI.getVersion().getSubVersion());
    check("library", true, MPI.getLibVersion().contains("crossmem"));
    MPI.pControl(1, null);
    check("ranks", String.valueOf(size), MPI.INFO_ENV.get("maxprocs"));
    check("host", MPI.getProcessorName(), MPI.INFO_ENV.get("host"));
    check("command", true, MPI.INFO_ENV.get("command").endsWith("MpiRank"));
    check("threads", "MPI_THREAD_MULTIPLE", MPI.INFO_ENV.get("thread_level"));
    attributes();
    buffers();
    names();
  }

  private static void attributes() {
    check("greatest tag", Integer.MAX_VALUE, world.getAttr(MPI.TAG_UB));
    check("greatest tag", Integer.MAX_VALUE, world.Attr_get(MPI.TAG_UB));
    check("universe", size, world.getAttr(MPI.UNIVERSE_SIZE));
    int key = Comm.createKeyval();
    check("unset", null, world.getAttr(key));
    world.setAttr(key, "value" + rank);
    check("set", "value" + rank, world.getAttr(key));
    Comm copy = world.dup();
    check("copied", "value" + rank, copy.getAttr(key));
    copy.deleteAttr(key);
    check("deleted", null, copy.getAttr(key));
    check("only there", "value" + rank, world.getAttr(key));
    copy.free();
    world.Attr_delete(key);
    Comm.freeKeyval(key);
  }

  private static void buffers() {
    check("bytes", 3, MPI.newByteBuffer(3).capacity());
    check("order", ByteOrder.nativeOrder(), MPI.newByteBuffer(3).order());
    check("chars", true, MPI.newCharBuffer(3).isDirect());
    check("shorts", 3, MPI.newShortBuffer(3).capacity());
    check("ints", ByteOrder.nativeOrder(), MPI.newIntBuffer(3).order());
    check("longs", 3, MPI.newLongBuffer(3).capacity());
    check("floats", 3, MPI.newFloatBuffer(3).capacity());
    check("doubles", 3, MPI.newDoubleBuffer(3).capacity());
    check("slice of bytes", (byte) 2, MPI.slice(new byte[] {1, 2, 3}, 1).get(0));
    check("slice of chars", 'b', MPI.slice(new char[] {'a', 'b'}, 1).get(0));
    check("slice of shorts", (short) 2, MPI.slice(new short[] {1, 2}, 1).get(0));
    check("slice of ints", 2, MPI.slice(new int[] {1, 2}, 1).get(0));
    check("slice of longs", 2L, MPI.slice(new long[] {1, 2}, 1).get(0));
    check("slice of floats", 2f, MPI.slice(new float[] {1, 2}, 1).get(0));
    check("slice of doubles", 2d, MPI.slice(new double[] {1, 2}, 1).get(0));
    check("slice", 2, MPI.slice(MPI.newByteBuffer(3), 1).capacity());
    check("slice", 2, MPI.slice(MPI.newCharBuffer(3), 1).capacity());
    check("slice", 2, MPI.slice(MPI.newShortBuffer(3), 1).capacity());
    check("slice", 2, MPI.slice(MPI.newIntBuffer(3), 1).capacity());
    check("slice", 2, MPI.slice(MPI.newLongBuffer(3), 1).capacity());
    check("slice", 2, MPI.slice(MPI.newFloatBuffer(3), 1).capacity());
    check("slice", 2, MPI.slice(MPI.newDoubleBuffer(3), 1).capacity());
  }

  private static void names() {
    check("name", "COMM_WORLD", world.getName());
    Comm copy = world.clone();
    copy.setName("mine");
    check("name", "mine", copy.getName());
    check("null", false, copy.isNull());
    copy.Free();
    check("null", true, copy.isNull());
    check("handler", MPI.ERRORS_ARE_FATAL, world.getErrhandler());
    MPI.Errorhandler_set(MPI.ERRORS_RETURN);
    check("handler", MPI.ERRORS_RETURN, MPI.Errorhandler_get());
    Comm pending = world.iDup();
    pending.getRequest().waitFor();
    pending.disconnect();
  }
}
