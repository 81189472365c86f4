package mpi;

import java.util.Arrays;

/** The collective operations in which each rank exchanges messages with its neighbours alone. */
final class NeighbourCollectives {
  private NeighbourCollectives() {}

  /**
   * One side's parts in a buffer, one for each neighbour.
   *
   * @param places of each part, in elements of the buffer
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares two
  private record Side(Object buffer, int[] counts, int[] places, Datatype[] types) {}

  static Collective allgather(
      Comm comm,
      Object sendBuf,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int recvCount,
      Datatype recvType) {
    Neighbours neighbours = comm.neighbours();
    return exchange(
        comm,
        neighbours,
        same(sendBuf, sendCount, sendType, neighbours.destinations().length),
        even(recvBuf, recvCount, recvType, neighbours.sources().length));
  }

  static Collective allgatherv(
      Comm comm,
      Object sendBuf,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int[] recvCounts,
      int[] displs,
      Datatype recvType) {
    Neighbours neighbours = comm.neighbours();
    return exchange(
        comm,
        neighbours,
        same(sendBuf, sendCount, sendType, neighbours.destinations().length),
        side(recvBuf, recvCounts, displs, recvType, neighbours.sources().length));
  }

  static Collective alltoall(
      Comm comm,
      Object sendBuf,
      int sendCount,
      Datatype sendType,
      Object recvBuf,
      int recvCount,
      Datatype recvType) {
    Neighbours neighbours = comm.neighbours();
    return exchange(
        comm,
        neighbours,
        even(sendBuf, sendCount, sendType, neighbours.destinations().length),
        even(recvBuf, recvCount, recvType, neighbours.sources().length));
  }

  static Collective alltoallv(
      Comm comm,
      Object sendBuf,
      int[] sendCounts,
      int[] sendDispls,
      Datatype sendType,
      Object recvBuf,
      int[] recvCounts,
      int[] recvDispls,
      Datatype recvType) {
    Neighbours neighbours = comm.neighbours();
    return exchange(
        comm,
        neighbours,
        side(sendBuf, sendCounts, sendDispls, sendType, neighbours.destinations().length),
        side(recvBuf, recvCounts, recvDispls, recvType, neighbours.sources().length));
  }

  /** Displacements are in bytes. */
  static Collective alltoallw(
      Comm comm,
      Object sendBuf,
      int[] sendCounts,
      int[] sendDispls,
      Datatype[] sendTypes,
      Object recvBuf,
      int[] recvCounts,
      int[] recvDispls,
      Datatype[] recvTypes) {
    Neighbours neighbours = comm.neighbours();
    return exchange(
        comm,
        neighbours,
        mixed(sendBuf, sendCounts, sendDispls, sendTypes, neighbours.destinations().length),
        mixed(recvBuf, recvCounts, recvDispls, recvTypes, neighbours.sources().length));
  }

  private static Collective exchange(Comm comm, Neighbours neighbours, Side send, Side recv) {
    NeighbourExchange exchange = new NeighbourExchange(comm);
    int[] sources = neighbours.sources();
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] != MPI.PROC_NULL) {
        Transfer into =
            Transfer.toReceive(recv.buffer, recv.places[i], recv.counts[i], recv.types[i]);
        exchange.receive(into, sources[i], neighbours.receiveTag(i));
      }
    }
    int[] destinations = neighbours.destinations();
    for (int i = 0; i < destinations.length; i++) {
      if (destinations[i] != MPI.PROC_NULL) {
        Transfer from = Transfer.toSend(send.buffer, send.places[i], send.counts[i], send.types[i]);
        exchange.send(from, destinations[i], neighbours.sendTag(i));
      }
    }
    return exchange;
  }

  private static Datatype[] types(Datatype type, int parts) {
    if (Datatype.check(type).element == Element.OBJECT) {
      throw new MPIException(
          ErrorClass.TYPE, "OBJECT is not a datatype for collective operations of neighbours");
    }
    Datatype[] types = new Datatype[parts];
    Arrays.fill(types, type);
    return types;
  }

  /** All parts are the same one. */
  private static Side same(Object buffer, int count, Datatype type, int parts) {
    int[] counts = new int[parts];
    Arrays.fill(counts, count);
    return new Side(buffer, counts, new int[parts], types(type, parts));
  }

  /** One part after another. */
  private static Side even(Object buffer, int count, Datatype type, int parts) {
    Side side = same(buffer, count, type, parts);
    for (int i = 0; i < parts; i++) {
      side.places[i] = Transfer.toInt((long) i * count * type.map.extent());
    }
    return side;
  }

  private static Side side(Object buffer, int[] counts, int[] displs, Datatype type, int parts) {
    Datatype[] types = types(type, parts);
    Parts.requireFor(parts, counts, "counts");
    Parts.requireFor(parts, displs, "displacements");
    int[] places = new int[parts];
    for (int i = 0; i < parts; i++) {
      places[i] = Transfer.toInt((long) displs[i] * type.map.extent());
    }
    return new Side(buffer, counts, places, types);
  }

  private static Side mixed(
      Object buffer, int[] counts, int[] displs, Datatype[] types, int parts) {
    Parts.requireFor(parts, counts, "counts");
    Parts.requireFor(parts, displs, "displacements");
    if (types == null || types.length < parts) {
      throw new MPIException(ErrorClass.ARG, "there is not a datatype for each neighbour");
    }
    int[] places = new int[parts];
    for (int i = 0; i < parts; i++) {
      int element = types(types[i], 1)[0].element.bytes;
      if (displs[i] % element != 0) {
        throw new MPIException(
            ErrorClass.ARG, "the displacement " + displs[i] + " is no place of " + types[i]);
      }
      places[i] = displs[i] / element;
    }
    return new Side(buffer, counts, places, types);
  }
}
