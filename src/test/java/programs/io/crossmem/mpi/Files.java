package io.crossmem.mpi;

import static io.crossmem.mpi.MpiRank.check;
import static io.crossmem.mpi.MpiRank.next;
import static io.crossmem.mpi.MpiRank.rank;
import static io.crossmem.mpi.MpiRank.size;
import static io.crossmem.mpi.MpiRank.world;
import static io.crossmem.mpi.Windows.fails;

import java.io.IOException;
import java.nio.IntBuffer;
import java.nio.file.Path;
import mpi.Datatype;
import mpi.File;
import mpi.Info;
import mpi.MPI;
import mpi.Status;

/** Files that all ranks read and write. */
final class Files {
  private static final int NEW = MPI.MODE_CREATE | MPI.MODE_RDWR;

  private Files() {}

  static void run() throws IOException {
    byte[] folder = new byte[200];
    Path made = null;
    if (rank == 0) {
      made = java.nio.file.Files.createTempDirectory("mpi-file");
      byte[] name = made.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
      System.arraycopy(name, 0, folder, 0, name.length);
    }
    world.bcast(folder, folder.length, MPI.BYTE, 0);
    String name = new String(folder, java.nio.charset.StandardCharsets.UTF_8).trim() + "/data";
    offsets(name);
    pointers(name);
    views(name);
    sharedPointer(name);
    twoSteps(name);
    sizes(name);
    errors(name);
    if (made != null) {
      check("no file is left", 0, made.toFile().list().length);
      java.nio.file.Files.delete(made);
    }
    world.barrier();
  }

  private static int[] ints(int count) {
    return MpiRank.ints(rank, count);
  }

  private static void offsets(String name) {
    File file = new File(world, name, NEW);
    check("mode", NEW, file.getAMode());
    check("group", size, file.getGroup().getSize());
    Status written = file.writeAt(40L * rank, ints(10), 10, MPI.INT);
    check("written", 10, written.getCount(MPI.INT));
    world.barrier();
    check("size", 40L * size, file.getSize());
    int[] into = new int[10];
    check("read", 10, file.readAt(40L * next(), into, 10, MPI.INT).getCount(MPI.INT));
    check("of another", MpiRank.ints(next(), 10), into);
    check("at the end", 1, file.readAt(40L * size - 4, into, 10, MPI.INT).getCount(MPI.INT));
    check("behind", 0, file.readAtAll(40L * size, into, 10, MPI.INT).getCount(MPI.INT));
    world.barrier();
    IntBuffer direct = MPI.newIntBuffer(10);
    file.iReadAt(40L * rank, direct, 10, MPI.INT).waitFor();
    check("direct", 1000 * rank + 9, direct.get(9));
    direct.put(0, -rank);
    file.iWriteAtAll(40L * rank, direct, 1, MPI.INT).waitFor();
    file.iWriteAt(40L * rank + 4, IntBuffer.wrap(new int[] {-1}), 1, MPI.INT).waitFor();
    file.writeAtAll(40L * rank + 8, new int[] {-2}, 1, MPI.INT);
    file.readAt(40L * next() + 8, into, 1, MPI.INT);
    check("of another after a collective write", -2, into[0]);
    file.iReadAtAll(40L * rank, direct, 3, MPI.INT).waitFor();
    check("written", -rank - 3, direct.get(0) + direct.get(1) + direct.get(2));
    file.close();
    fails("closed", MPI.ERR_FILE, file::getSize);
  }

  private static void pointers(String name) {
    File file = new File(world, name, NEW | MPI.MODE_APPEND);
    check("append", 40L * size, file.getPosition());
    file.seek(40L * rank, MPI.SEEK_SET);
    file.write(ints(2), 2, MPI.INT);
    file.writeAll(new int[] {7}, 1, MPI.INT);
    file.iWrite(IntBuffer.wrap(new int[] {8}), 1, MPI.INT).waitFor();
    file.iWriteAll(IntBuffer.wrap(new int[] {9}), 1, MPI.INT).waitFor();
    check("moved on", 40L * rank + 20, file.getPosition());
    file.seek(-12, MPI.SEEK_CUR);
    int[] one = new int[1];
    file.read(one, 1, MPI.INT);
    check("read", 7, one[0]);
    file.readAll(one, 1, MPI.INT);
    check("read", 8, one[0]);
    IntBuffer into = MPI.newIntBuffer(1);
    file.iRead(into, 1, MPI.INT).waitFor();
    check("read", 9, into.get(0));
    file.iReadAll(into, 1, MPI.INT).waitFor();
    check("read", 1000 * rank + 5, into.get(0));
    file.seek(-4, MPI.SEEK_END);
    file.read(one, 1, MPI.INT);
    check("last", 1000 * (size - 1) + 9, one[0]);
    Datatype even = Datatype.createVector(2, 1, 2, MPI.INT);
    file.seek(40L * rank, MPI.SEEK_SET);
    int[] spread = {0, 55, 0};
    file.read(spread, 1, even);
    check("spread", new int[] {1000 * rank, 55, 1000 * rank + 1}, spread);
    fails("before", MPI.ERR_ARG, () -> file.seek(-1, MPI.SEEK_SET));
    file.close();
  }

  /** Each rank sees each size-th int. */
  private static void views(String name) {
    File file = new File(world, name, NEW);
    world.barrier();
    file.setSize(0);
    Datatype own = Datatype.createResized(MPI.INT, 0, 4 * size);
    file.setView(4L * rank, MPI.INT, own, "native");
    check("displacement", 4L * rank, file.getView().getDisp());
    check("elementary", MPI.INT, file.getView().getEType());
    check("file type", own, file.getView().getFileType());
    check("representation", "native", file.getView().getDataRep());
    check("place", 4L * (rank + 3 * size), file.getByteOffset(3));
    file.writeAll(ints(5), 5, MPI.INT);
    check("position", 5L, file.getPosition());
    world.barrier();
    int[] two = new int[2];
    file.readAt(3, two, 2, MPI.INT);
    check("through the view", 1000 * rank + 4, two[1]);
    file.seek(-1, MPI.SEEK_END);
    file.read(two, 1, MPI.INT);
    check("last", 1000 * rank + 4, two[0]);
    file.setView(0, MPI.INT, MPI.INT, "internal", MPI.INFO_NULL);
    int[] all = new int[5 * size];
    file.readAll(all, 5 * size, MPI.INT);
    for (int i = 0; i < all.length; i++) {
      check("in turns", 1000 * (i % size) + i / size, all[i]);
    }
    check("extent", 1, file.getTypeExtent(MPI.INT));
    fails(
        "representation",
        MPI.ERR_UNSUPPORTED_DATAREP,
        () -> file.setView(0, MPI.INT, MPI.INT, "external32"));
    Datatype back = Datatype.createIndexed(new int[] {1, 1}, new int[] {1, 0}, MPI.INT);
    fails("going back", MPI.ERR_ARG, () -> file.setView(0, MPI.INT, back, "native"));
    file.close();
  }

  private static void sharedPointer(String name) {
    File file = new File(world, name, NEW);
    file.setView(0, MPI.INT, MPI.INT, "native");
    file.writeOrdered(ints(rank + 1), rank + 1, MPI.INT);
    int[] others = new int[next() + 1];
    file.readAt((long) next() * (next() + 1) / 2, others, next() + 1, MPI.INT);
    check("written by another", MpiRank.ints(next(), next() + 1), others);
    check("pointer", (long) size * (size + 1) / 2, file.getPositionShared());
    file.seekShared(0, MPI.SEEK_SET);
    int[] own = new int[rank + 1];
    file.readOrdered(own, rank + 1, MPI.INT);
    check("in order", ints(rank + 1), own);
    file.seekShared(0, MPI.SEEK_SET);
    world.barrier();
    for (int i = 0; i < 10; i++) {
      file.writeShared(new int[] {1}, 1, MPI.INT);
      file.iWriteShared(IntBuffer.wrap(new int[] {2}), 1, MPI.INT).waitFor();
    }
    world.barrier();
    check("pointer", 20L * size, file.getPositionShared());
    int[] all = new int[20 * size];
    file.readAt(0, all, all.length, MPI.INT);
    int sum = 0;
    for (int value : all) {
      sum += value;
    }
    check("none lost", 30 * size, sum);
    file.seekShared(-2L * size, MPI.SEEK_CUR);
    world.barrier();
    int[] one = new int[1];
    IntBuffer two = MPI.newIntBuffer(1);
    file.readShared(one, 1, MPI.INT);
    file.iReadShared(two, 1, MPI.INT).waitFor();
    check("read", true, one[0] > 0 && two.get(0) > 0);
    world.barrier();
    check("pointer", 20L * size, file.getPositionShared());
    file.close();
  }

  private static void twoSteps(String name) {
    File file = new File(world, name, NEW);
    int[] out = ints(3);
    int[] in = new int[3];
    file.writeAtAllBegin(12L * rank, out, 3, MPI.INT);
    fails("begun", MPI.ERR_OTHER, () -> file.writeAllBegin(out, 3, MPI.INT));
    fails("other buffer", MPI.ERR_OTHER, () -> file.writeAtAllEnd(in));
    check("written", 3, file.writeAtAllEnd(out).getCount(MPI.INT));
    fails("not begun", MPI.ERR_OTHER, () -> file.writeAtAllEnd(out));
    file.readAtAllBegin(12L * rank, in, 3, MPI.INT);
    file.readAtAllEnd(in);
    check("read", out, in);
    file.seek(12L * rank, MPI.SEEK_SET);
    file.writeAllBegin(out, 3, MPI.INT);
    file.writeAllEnd(out);
    file.seek(12L * rank + 4, MPI.SEEK_SET);
    file.readAllBegin(in, 1, MPI.INT);
    check("read", 1, file.readAllEnd(in).getCount(MPI.INT));
    check("read", out[1], in[0]);
    file.writeOrderedBegin(out, 3, MPI.INT);
    file.writeOrderedEnd(out);
    file.seekShared(0, MPI.SEEK_SET);
    file.readOrderedBegin(in, 3, MPI.INT);
    file.readOrderedEnd(in);
    check("in order", out, in);
    file.close();
  }

  private static void sizes(String name) {
    Info info = new Info();
    info.set("access_style", "random");
    File file = new File(world, name, NEW, info);
    check("hint", "random", file.getInfo().get("access_style"));
    file.setInfo(new Info());
    check("no hint", 0, file.getInfo().size());
    file.setSize(100);
    check("size", 100L, file.getSize());
    file.preallocate(200_000);
    check("size", 200_000L, file.getSize());
    file.preallocate(50);
    check("size", 200_000L, file.getSize());
    file.setSize(10);
    check("size", 10L, file.getSize());
    if (size > 1) {
      fails("differ", MPI.ERR_NOT_SAME, () -> file.setSize(rank));
    }
    file.setAtomicity(true);
    check("atomic", true, file.getAtomicity());
    for (int i = 0; i < 20; i++) { // all or nothing: never a mixture
      file.writeAt(0, new int[] {rank, rank, rank, rank}, 4, MPI.INT);
      int[] found = new int[4];
      file.readAt(0, found, 4, MPI.INT);
      check("not mixed", found[0], found[3]);
    }
    file.sync();
    file.close();
  }

  private static void errors(String name) {
    File file = new File(world, name, MPI.MODE_RDONLY);
    fails("read-only", MPI.ERR_READ_ONLY, () -> file.write(ints(1), 1, MPI.INT));
    fails("read-only", MPI.ERR_READ_ONLY, () -> file.setSize(0));
    fails("buffer", MPI.ERR_BUFFER, () -> file.read(new int[1], 2, MPI.INT));
    fails("buffer", MPI.ERR_BUFFER, () -> file.read(null, 2, MPI.INT));
    fails("type", MPI.ERR_TYPE, () -> file.read(new int[1], 1, MPI.DOUBLE));
    fails("objects", MPI.ERR_TYPE, () -> file.read(new Object[1], 1, MPI.OBJECT));
    fails("count", MPI.ERR_COUNT, () -> file.read(new int[1], -1, MPI.INT));
    fails("offset", MPI.ERR_ARG, () -> file.readAt(-1, new int[1], 1, MPI.INT));
    fails("whence", MPI.ERR_ARG, () -> file.seek(0, 77));
    check("nothing moved", 0L, file.getPosition());
    check("handler", MPI.ERRORS_RETURN, file.getErrhandler());
    file.setErrhandler(MPI.ERRORS_RETURN);
    fails("called", MPI.ERR_IO, () -> file.callErrhandler(MPI.ERR_IO));
    file.close();
    File out = new File(world, name, MPI.MODE_WRONLY | MPI.MODE_SEQUENTIAL);
    fails("write-only", MPI.ERR_ACCESS, () -> out.readShared(new int[1], 1, MPI.INT));
    fails("sequential", MPI.ERR_UNSUPPORTED_OPERATION, () -> out.seek(0, MPI.SEEK_SET));
    fails(
        "sequential", MPI.ERR_UNSUPPORTED_OPERATION, () -> out.writeAt(0, new int[1], 1, MPI.INT));
    out.writeShared(new int[1], 1, MPI.INT);
    out.close();
    fails("modes", MPI.ERR_AMODE, () -> new File(world, name, MPI.MODE_CREATE));
    fails("modes", MPI.ERR_AMODE, () -> new File(world, name, MPI.MODE_RDONLY | MPI.MODE_RDWR));
    fails("exists", MPI.ERR_FILE_EXISTS, () -> new File(world, name, NEW | MPI.MODE_EXCL));
    new File(world, name, MPI.MODE_RDWR | MPI.MODE_DELETE_ON_CLOSE).close();
    fails("deleted", MPI.ERR_NO_SUCH_FILE, () -> new File(world, name, MPI.MODE_RDONLY));
    fails("deleted", MPI.ERR_NO_SUCH_FILE, () -> File.delete(name));
    fails("no file", MPI.ERR_NO_SUCH_FILE, () -> File.delete(name, MPI.INFO_NULL));
  }
}
