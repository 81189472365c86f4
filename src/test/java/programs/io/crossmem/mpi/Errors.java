package io.crossmem.mpi;

import static io.crossmem.mpi.MpiRank.check;
import static io.crossmem.mpi.MpiRank.rank;
import static io.crossmem.mpi.MpiRank.size;
import static io.crossmem.mpi.MpiRank.world;

import java.nio.IntBuffer;
import mpi.Comm;
import mpi.Datatype;
import mpi.Group;
import mpi.MPI;
import mpi.MPIException;
import mpi.Op;
import mpi.Prequest;
import mpi.Request;

/** Wrong arguments: an exception of the right class, and nothing lost. */
final class Errors {
  private static final int[] INTS = new int[3];

  private Errors() {}

  static void run() {
    world.setErrhandler(MPI.ERRORS_RETURN);
    fails("rank", MPI.ERR_RANK, () -> world.send(INTS, 1, MPI.INT, size, 1));
    fails("rank", MPI.ERR_RANK, () -> world.send(INTS, 1, MPI.INT, -7, 1));
    fails("source", MPI.ERR_RANK, () -> world.recv(INTS, 1, MPI.INT, size, 1));
    fails("tag", MPI.ERR_TAG, () -> world.send(INTS, 1, MPI.INT, rank, -1));
    fails("tag", MPI.ERR_TAG, () -> world.recv(INTS, 1, MPI.INT, rank, -7));
    fails("count", MPI.ERR_COUNT, () -> world.send(INTS, -1, MPI.INT, rank, 1));
    fails("no buffer", MPI.ERR_BUFFER, () -> world.send(null, 1, MPI.INT, rank, 1));
    fails("too many", MPI.ERR_BUFFER, () -> world.send(INTS, 4, MPI.INT, rank, 1));
    fails("offset", MPI.ERR_BUFFER, () -> world.Send(INTS, -1, 1, MPI.INT, rank, 1));
    fails("no type", MPI.ERR_TYPE, () -> world.send(INTS, 1, null, rank, 1));
    fails("null type", MPI.ERR_TYPE, () -> world.send(INTS, 1, MPI.DATATYPE_NULL, rank, 1));
    fails("other type", MPI.ERR_TYPE, () -> world.send(INTS, 1, MPI.DOUBLE, rank, 1));
    fails("no array", MPI.ERR_TYPE, () -> world.send("text", 1, MPI.INT, rank, 1));
    fails(
        "read-only",
        MPI.ERR_BUFFER,
        () -> world.iRecv(IntBuffer.allocate(3).asReadOnlyBuffer(), 1, MPI.INT, rank, 1));
    fails(
        "not serializable",
        MPI.ERR_TYPE,
        () -> world.send(new Object[] {new Object()}, 1, MPI.OBJECT, rank, 1));
    fails("root", MPI.ERR_ROOT, () -> world.bcast(INTS, 1, MPI.INT, size));
    fails("operation", MPI.ERR_OP, () -> world.allReduce(INTS, 1, MPI.INT, null));
    fails("operation", MPI.ERR_OP, () -> world.allReduce(new double[1], 1, MPI.DOUBLE, MPI.BAND));
    fails(
        "displacements",
        MPI.ERR_ARG,
        () -> world.allGatherv(INTS, 1, MPI.INT, INTS, new int[size], null, MPI.INT));
    fails("color", MPI.ERR_ARG, () -> world.split(-7, 0));
    fails("group", MPI.ERR_GROUP, () -> world.create(MPI.GROUP_NULL));
    fails("ranks", MPI.ERR_RANK, () -> world.getGroup().incl(new int[] {size}));
    fails("key", MPI.ERR_KEYVAL, () -> world.getAttr(12345));
    fails("constant", MPI.ERR_TYPE, () -> MPI.INT.free());
    fails("constant", MPI.ERR_COMM, () -> world.free());
    fails("null", MPI.ERR_COMM, () -> MPI.COMM_NULL.getSize());
    fails("request", MPI.ERR_REQUEST, () -> MPI.REQUEST_NULL.cancel());
    fails("requests", MPI.ERR_REQUEST, () -> Request.waitAll(null));
    fails("block", MPI.ERR_COUNT, () -> Datatype.createVector(1, -1, 1, MPI.INT));
    fails("lengths", MPI.ERR_ARG, () -> Datatype.createIndexed(new int[1], new int[2], MPI.INT));
    fails("initialized", MPI.ERR_OTHER, () -> MPI.Init(new String[0]));
    fails("called", MPI.ERR_IO, () -> world.callErrhandler(MPI.ERR_IO));
    truncated();
    freed();
    world.barrier();
  }

  private static void truncated() {
    Request send = world.iSend(MPI.slice(INTS, 0), 3, MPI.INT, rank, 1);
    fails("truncated", MPI.ERR_TRUNCATE, () -> world.recv(new int[3], 2, MPI.INT, rank, 1));
    send.waitFor();
    Request receive = world.iRecv(MPI.slice(new int[2], 0), 2, MPI.INT, rank, 1);
    world.send(INTS, 3, MPI.INT, rank, 1);
    fails("truncated", MPI.ERR_TRUNCATE, receive::waitFor);
    send = world.Isend(new Object[] {"a", "b"}, 0, 2, MPI.OBJECT, rank, 1);
    fails("objects", MPI.ERR_TRUNCATE, () -> world.recv(new Object[1], 1, MPI.OBJECT, rank, 1));
    send.waitFor();
  }

  private static void freed() {
    Comm copy = world.dup();
    copy.free();
    fails("freed", MPI.ERR_COMM, () -> copy.send(INTS, 1, MPI.INT, rank, 1));
    fails("freed", MPI.ERR_COMM, copy::free);
    Datatype type = Datatype.createContiguous(2, MPI.INT);
    world.bcast(INTS, 1, type, 0);
    type.free();
    fails("freed", MPI.ERR_TYPE, () -> world.bcast(INTS, 1, type, 0));
    fails("freed", MPI.ERR_TYPE, () -> world.send(INTS, 1, type, rank, 1));
    Group group = world.getGroup();
    group.free();
    fails("freed", MPI.ERR_GROUP, group::getSize);
    Op op = new Op(new Reductions.Subtraction(), false);
    op.free();
    fails("freed", MPI.ERR_OP, () -> world.allReduce(INTS, 1, MPI.INT, op));
    Prequest receive = world.recvInit(MPI.slice(INTS, 0), 1, MPI.INT, MPI.PROC_NULL, 1);
    receive.start();
    fails("active", MPI.ERR_REQUEST, receive::start);
    receive.waitFor();
    receive.free();
    fails("freed", MPI.ERR_REQUEST, receive::start);
  }

  private static void fails(String what, int errorClass, Runnable call) {
    try {
      call.run();
    } catch (MPIException e) {
      check(what + " (" + e.getMessage() + ")", errorClass, e.getErrorClass());
      check(what, errorClass, e.getErrorCode());
      check(what + " has a sentence", true, e.getMessage().length() > 10);
      return;
    }
    throw new AssertionError("nothing was thrown: " + what);
  }
}
