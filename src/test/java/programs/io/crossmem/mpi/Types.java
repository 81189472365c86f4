package io.crossmem.mpi;

import static io.crossmem.mpi.MpiRank.check;
import static io.crossmem.mpi.MpiRank.next;
import static io.crossmem.mpi.MpiRank.previous;
import static io.crossmem.mpi.MpiRank.rank;
import static io.crossmem.mpi.MpiRank.world;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import mpi.Count;
import mpi.Datatype;
import mpi.DoubleComplex;
import mpi.DoubleInt;
import mpi.FloatComplex;
import mpi.FloatInt;
import mpi.Int2;
import mpi.LongInt;
import mpi.MPI;
import mpi.ShortInt;
import mpi.Status;
import mpi.Struct;

/** Derived datatypes, in arrays and buffers. */
final class Types {
  private Types() {}

  static void run() {
    shapes();
    moves();
    negative();
    bounds();
    struct();
    pairs();
    complex();
    counts();
    handles();
  }

  private static void shapes() {
    Datatype vector = Datatype.createVector(3, 2, 4, MPI.INT);
    check("size", 6, vector.getSize());
    check("extent", 10, vector.getExtent());
    check("size", 6, vector.Size());
    check("extent", 10, vector.Extent());
    check("bytes", 24, vector.getByteSize());
    check("lb", 0, vector.getLb());
    check("ub", 10, vector.Ub());
    Datatype ofVectors = Datatype.createContiguous(2, vector);
    check("size", 12, ofVectors.getSize());
    check("extent", 20, ofVectors.getExtent());
    Datatype backwards = Datatype.createVector(3, 1, -2, MPI.DOUBLE);
    check("lb", -4, backwards.getLb());
    check("ub", 1, backwards.Ub());
    check("true lb", -4, backwards.getTrueLb());
    Datatype indexed = Datatype.Indexed(new int[] {2, 1}, new int[] {3, 0}, MPI.SHORT);
    check("lb", 0, indexed.Lb());
    check("extent", 5, indexed.Extent());
    check("type", MPI.SHORT.getType(), indexed.getType());
    check("base", MPI.SHORT.baseType, indexed.baseType);
    vector.commit();
    vector.Commit();
  }

  /** What a datatype takes out of an array, moved to the next rank. */
  private static int[] moved(Datatype type, int count, int offset, int length) {
    int[] sent = MpiRank.ints(rank, length);
    int[] received = new int[length];
    Status status =
        world.Sendrecv(
            sent, offset, count, type, next(), 1, received, offset, count, type, previous(), 1);
    check("count", count, status.getCount(type));
    check("elements", count * type.getSize(), status.getElements(type));
    int[] packed = new int[count * type.Size()];
    world.Sendrecv(
        sent, offset, count, type, next(), 1, packed, 0, packed.length, MPI.INT, previous(), 1);
    int[] unpacked = new int[length];
    world.Sendrecv(
        packed, 0, packed.length, MPI.INT, rank, 1, unpacked, offset, count, type, rank, 1);
    check("by way of plain elements", received, unpacked);
    return received;
  }

  private static int[] expected(int length, int... places) {
    int[] expected = new int[length];
    for (int place : places) {
      expected[place] = 1000 * previous() + place;
    }
    return expected;
  }

  private static void moves() {
    check(
        "contiguous",
        expected(8, 1, 2, 3, 4, 5, 6),
        moved(Datatype.Contiguous(3, MPI.INT), 2, 1, 8));
    check("vector", expected(9, 1, 2, 5, 6), moved(Datatype.Vector(2, 2, 4, MPI.INT), 1, 1, 9));
    check(
        "several vectors",
        expected(14, 0, 3, 4, 7, 8, 11),
        moved(Datatype.createVector(2, 1, 3, MPI.INT), 3, 0, 14));
    check("hvector", expected(9, 1, 4, 7), moved(Datatype.Hvector(3, 1, 3, MPI.INT), 1, 1, 9));
    check(
        "hvector in bytes",
        expected(9, 1, 4, 7),
        moved(Datatype.createHVector(3, 1, 12, MPI.INT), 1, 1, 9));
    int[] lengths = {2, 1};
    check(
        "indexed",
        expected(9, 4, 5, 1),
        moved(Datatype.createIndexed(lengths, new int[] {3, 0}, MPI.INT), 1, 1, 9));
    Datatype pair = Datatype.createContiguous(2, MPI.INT);
    check(
        "indexed pairs",
        expected(12, 4, 5, 6, 7, 0, 1),
        moved(Datatype.Indexed(lengths, new int[] {2, 0}, pair), 1, 0, 12));
    check(
        "hindexed pairs",
        expected(12, 3, 4, 5, 6, 0, 1),
        moved(Datatype.Hindexed(lengths, new int[] {3, 0}, pair), 1, 0, 12));
    check(
        "hindexed in bytes",
        expected(12, 3, 4, 5, 6, 0, 1),
        moved(Datatype.createHIndexed(lengths, new int[] {12, 0}, pair), 1, 0, 12));
    check(
        "struct",
        expected(12, 5, 6, 0),
        moved(
            Datatype.Struct(new int[] {1, 1}, new int[] {5, 0}, new Datatype[] {pair, MPI.INT}),
            1,
            0,
            12));
    int rows = 300;
    Datatype column = Datatype.createVector(rows, 1, rows, MPI.DOUBLE);
    DoubleBuffer matrix = MPI.newDoubleBuffer(rows * rows);
    for (int i = 0; i < rows * rows; i++) {
      matrix.put(i, rank + i);
    }
    double[] got = new double[rows];
    world.sendRecv(
        MPI.slice(matrix, 7), 1, column, next(), 1, got, rows, MPI.DOUBLE, previous(), 1);
    for (int i = 0; i < rows; i++) {
      check("column", (double) previous() + i * rows + 7, got[i]);
    }
  }

  private static void negative() {
    Datatype backwards = Datatype.createVector(3, 1, -2, MPI.INT);
    check("backwards", expected(8, 6, 4, 2), moved(backwards, 1, 6, 8));
  }

  private static void bounds() {
    Datatype padded = Datatype.createResized(MPI.INT, 0, 12);
    check("extent", 3, padded.getExtent());
    check("true extent", 1, padded.getTrueExtent());
    check("padded", expected(9, 1, 4, 7), moved(padded, 3, 1, 9));
    Datatype marked =
        Datatype.Struct(
            new int[] {1, 1, 1}, new int[] {-1, 0, 3}, new Datatype[] {MPI.LB, MPI.INT, MPI.UB});
    check("lb", -1, marked.Lb());
    check("ub", 3, marked.Ub());
    check("size", 1, marked.Size());
    check("marked", expected(9, 0, 4), moved(marked, 2, 0, 9));
  }

  /** An id, three coordinates and a flag. */
  private static final class Particle extends Struct {
    final int id = addInt();
    final int position = setOffset(8).addDouble(3);
    final int mark = addByte(2);

    @Override
    protected Data newData() {
      return new Data();
    }

    /** One in a buffer. */
    final class Data extends Struct.Data {
      int id() {
        return getInt(id);
      }

      double position(int axis) {
        return getDouble(position, axis);
      }

      byte mark() {
        return getByte(mark, 1);
      }

      void set(int newId, double x) {
        putInt(id, newId);
        putDouble(position, 2, x);
        putByte(mark, 1, (byte) newId);
      }
    }
  }

  private static void struct() {
    Particle particle = new Particle();
    int bytes = particle.getExtent();
    check("extent", 34, bytes);
    ByteBuffer sent = MPI.newByteBuffer(3 * bytes);
    for (int i = 0; i < 3; i++) {
      Particle.Data one = particle.getData(sent, i);
      one.set(10 * rank + i, .5 * rank);
    }
    byte[] received = new byte[3 * bytes];
    Status status =
        world.sendRecv(
            sent, 3, particle.getType(), next(), 1, received, 3, particle.getType(), previous(), 1);
    check("count", 3, status.getCount(particle.getType()));
    check("elements", 18, status.getElements(particle.getType()));
    for (int i = 0; i < 3; i++) {
      Particle.Data one = particle.getData(received, i);
      check("id", 10 * previous() + i, one.id());
      check("position", .5 * previous(), one.position(2));
      check("mark", (byte) (10 * previous() + i), one.mark());
      check("bytes", bytes, one.getBuffer().capacity());
    }
    Datatype twice = Datatype.createContiguous(2, particle.getType());
    check("size", 2 * particle.getType().getSize(), twice.getSize());
  }

  private static void pairs() {
    ByteBuffer buffer = MPI.newByteBuffer(64);
    Int2.Data int2 = MPI.int2.getData(buffer, 1);
    int2.putValue(5);
    int2.putIndex(6);
    check("int2", 5, buffer.getInt(8));
    check("int2", 11, int2.getValue() + int2.getIndex());
    ShortInt.Data shortInt = MPI.shortInt.getData(buffer);
    shortInt.putValue((short) 7);
    shortInt.putIndex(8);
    check("shortInt", 15, shortInt.getValue() + shortInt.getIndex());
    LongInt.Data longInt = MPI.longInt.getData(buffer);
    longInt.putValue(1L << 40);
    longInt.putIndex(8);
    check("longInt", (1L << 40) + 8, longInt.getValue() + longInt.getIndex());
    FloatInt.Data floatInt = MPI.floatInt.getData(buffer);
    floatInt.putValue(.5f);
    floatInt.putIndex(8);
    check("floatInt", 8.5f, floatInt.getValue() + floatInt.getIndex());
    DoubleInt.Data doubleInt = MPI.doubleInt.getData(new byte[16]);
    doubleInt.putValue(.25);
    doubleInt.putIndex(8);
    check("doubleInt", 8.25, doubleInt.getValue() + doubleInt.getIndex());
  }

  private static void complex() {
    double[] sent = {rank, 1, 2, 3};
    double[] received = new double[4];
    Status status =
        world.sendRecv(
            sent, 2, MPI.DOUBLE_COMPLEX, next(), 1, received, 2, MPI.DOUBLE_COMPLEX, previous(), 1);
    check("count", 2, status.getCount(MPI.DOUBLE_COMPLEX));
    DoubleComplex second = DoubleComplex.get(received, 1);
    check("real", 2.0, second.getReal());
    check("imaginary", 3.0, second.getImag());
    check("first", (double) previous(), DoubleComplex.get(received).getReal());
    second.putReal(8);
    second.putImag(9);
    check("changed", 9.0, received[3]);
    check("buffer", 8.0, second.getBuffer().get(0));
    check("of a buffer", 8.0, DoubleComplex.get(DoubleBuffer.wrap(received), 1).getReal());
    check("of a buffer", 0.0, DoubleComplex.get(MPI.newByteBuffer(32), 1).getReal());
    check("of a buffer", 0.0, DoubleComplex.get(MPI.newByteBuffer(32)).getReal());
    check(
        "of a buffer",
        (double) previous(),
        DoubleComplex.get(DoubleBuffer.wrap(received)).getReal());
    float[] floats = {1, 2, 3, 4};
    FloatComplex one = FloatComplex.get(floats, 1);
    one.putReal(one.getReal() + 1);
    one.putImag(one.getImag() + 1);
    check("floats", new float[] {1, 2, 4, 5}, floats);
    check("first", 1f, FloatComplex.get(floats).getReal());
    check("buffer", 4f, FloatComplex.get(FloatBuffer.wrap(floats), 1).getBuffer().get(0));
    check("buffer", 2f, FloatComplex.get(FloatBuffer.wrap(floats)).getImag());
    check("bytes", 0f, FloatComplex.get(MPI.newByteBuffer(16), 1).getReal());
    check("bytes", 0f, FloatComplex.get(MPI.newByteBuffer(16)).getReal());
  }

  private static void counts() {
    Status status = new Status();
    status.setElements(MPI.INT2, 3);
    check("half an item", MPI.UNDEFINED, status.getCount(MPI.INT2));
    check("elements", 3, status.getElements(MPI.INT2));
    check("elements", new Count(3), status.getElementsX(MPI.INT2));
    status.setElementsX(MPI.DOUBLE_INT, new Count(4));
    check("two items", 2, status.getCount(MPI.DOUBLE_INT));
    status.setElements(MPI.DOUBLE_INT, 3);
    check("elements", 3, status.Get_elements(MPI.DOUBLE_INT));
    check("one and a half", MPI.UNDEFINED, status.Get_count(MPI.DOUBLE_INT));
    status.setCancelled(true);
    check("cancelled", true, status.isCancelled());
    check("error", MPI.SUCCESS, status.getError());
    status.free();
    Count count = new Count(5);
    count.setCount(6);
    check("count", 6L, count.getCount());
    check("order", true, count.compareTo(new Count(7)) < 0);
  }

  private static void handles() {
    Datatype type = Datatype.createContiguous(2, MPI.INT);
    type.setName("pair");
    check("name", "pair", type.getName());
    check("name", "INT", MPI.INT.getName());
    int key = Datatype.createKeyval();
    type.setAttr(key, 5);
    Datatype copy = type.dup();
    check("copied", 5, copy.getAttr(key));
    check("copied", 5, type.clone().getAttr(key));
    copy.deleteAttr(key);
    check("deleted", null, copy.getAttr(key));
    Datatype.freeKeyval(key);
    check("null", false, type.isNull());
    type.free();
    check("null", true, type.isNull());
    check("null", true, MPI.DATATYPE_NULL.isNull());
  }
}
