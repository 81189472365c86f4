package io.crossmem.mpi;

import static io.crossmem.mpi.MpiRank.check;
import static io.crossmem.mpi.MpiRank.next;
import static io.crossmem.mpi.MpiRank.rank;
import static io.crossmem.mpi.MpiRank.size;
import static io.crossmem.mpi.MpiRank.world;
import static io.crossmem.mpi.Windows.fails;

import java.io.IOException;
import java.nio.ByteBuffer;
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
    external32(name);
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
        () -> file.setView(0, MPI.INT, MPI.INT, "external64"));
    Datatype back = Datatype.createIndexed(new int[] {1, 1}, new int[] {1, 0}, MPI.INT);
    fails("going back", MPI.ERR_ARG, () -> file.setView(0, MPI.INT, back, "native"));
    file.close();
  }

  /** What plain Java, which is big-endian, reads and writes. */
  private static void external32(String name) throws IOException {
    File file = new File(world, name, NEW);
    world.barrier();
    file.setSize(0);
    file.setView(0, MPI.INT, MPI.INT, "external32");
    check("representation", "external32", file.getView().getDataRep());
    IntBuffer direct = MPI.newIntBuffer(4).put(0, ints(4));
    file.writeAtAll(4L * rank, direct, 4, MPI.INT);
    check("the buffer is unchanged", 1000 * rank + 3, direct.get(3));
    world.barrier();
    ByteBuffer plain = ByteBuffer.wrap(java.nio.file.Files.readAllBytes(Path.of(name)));
    check("bytes", 16 * size, plain.capacity());
    check("big-endian", 1000 * next() + 3, plain.getInt(16 * next() + 12));
    int[] spread = new int[3];
    file.readAt(4L * next() + 2, spread, 1, Datatype.createVector(2, 1, 2, MPI.INT));
    check("read", new int[] {1000 * next() + 2, 0, 1000 * next() + 3}, spread);
    check("the end", 1, file.readAt(4L * size - 1, spread, 3, MPI.INT).getCount(MPI.INT));
    check("read", 1000 * (size - 1) + 3, spread[0]);
    world.barrier();

    file.setView(0, MPI.DOUBLE_INT, MPI.DOUBLE_INT, "external32");
    check("extent without a gap", 12, file.getTypeExtent(MPI.DOUBLE_INT));
    check("extent", 1, file.getTypeExtent(MPI.DOUBLE));
    ByteBuffer pairs = MPI.newByteBuffer(32);
    for (int i = 0; i < 2; i++) {
      pairs.putDouble(16 * i, rank + .5).putInt(16 * i + 8, 10 * rank + i);
    }
    file.writeAtAll(2L * rank, pairs, 2, MPI.DOUBLE_INT);
    world.barrier();
    plain = ByteBuffer.wrap(java.nio.file.Files.readAllBytes(Path.of(name)));
    check("value", next() + .5, plain.getDouble(24 * next() + 12));
    check("index", 10 * next() + 1, plain.getInt(24 * next() + 20));
    ByteBuffer back = MPI.newByteBuffer(16);
    file.readAtAll(2L * next() + 1, back, 1, MPI.DOUBLE_INT);
    check("value", next() + .5, back.getDouble(0));
    check("index", 10 * next() + 1, back.getInt(8));
    world.barrier();

    mixed(file);
    scalars(file);
    file.close();
  }

  /** Fields of a struct, at their places in memory. */
  private static void mixed(File file) {
    Datatype fields =
        Datatype.createStruct(
            new int[] {3, 1, 2},
            new int[] {0, 8, 16},
            new Datatype[] {MPI.BYTE, MPI.LONG, MPI.SHORT});
    int bytes = 3 + 8 + 4;
    file.setView((long) rank * bytes, MPI.BYTE, MPI.BYTE, "external32");
    ByteBuffer memory = MPI.newByteBuffer(20);
    memory.put(2, (byte) 7).putLong(8, 1L << 40).putShort(18, (short) 258);
    file.writeAtAll(0, memory, 1, fields);
    byte[] written = new byte[bytes];
    file.readAtAll(0, written, bytes, MPI.BYTE);
    check("a byte", 7, (int) written[2]);
    check("a long", 1L << 40, ByteBuffer.wrap(written).getLong(3));
    check("a short", 258, (int) ByteBuffer.wrap(written).getShort(13));
    ByteBuffer back = MPI.newByteBuffer(20);
    file.readAtAll(0, back, 1, fields);
    check("read", memory, back);
    world.barrier();
  }

  /** One of each size in every rank's part. */
  private static void scalars(File file) {
    file.setView(100L * rank, MPI.BYTE, MPI.BYTE, "external32");
    file.write(new char[] {'\u1234'}, 1, MPI.CHAR);
    file.write(new short[] {0x1234}, 1, MPI.SHORT);
    file.write(new boolean[] {true}, 1, MPI.BOOLEAN);
    file.write(new byte[] {0x12}, 1, MPI.BYTE);
    file.write(new long[] {rank}, 1, MPI.LONG);
    file.write(new float[] {rank + .5f}, 1, MPI.FLOAT);
    file.write(new double[] {rank, -1}, 1, MPI.DOUBLE_COMPLEX);
    check("position", 2L + 2 + 1 + 1 + 8 + 4 + 16, file.getPosition());
    ByteBuffer plain = ByteBuffer.allocate(34);
    file.setView(100L * rank, MPI.BYTE, MPI.BYTE, "native");
    file.read(plain, 34, MPI.BYTE);
    check("char", '\u1234', plain.getChar());
    check("short", 0x1234, (int) plain.getShort());
    check("boolean and byte", 0x112, (int) plain.getShort());
    check("long", (long) rank, plain.getLong());
    check("float", rank + .5f, plain.getFloat());
    check("complex", -1., plain.getDouble(plain.position() + 8));
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
