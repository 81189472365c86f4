package mpi;

import java.nio.Buffer;
import java.util.List;

/** A communicator of one group. */
public class Intracomm extends Comm {
  Intracomm(String name) {
    super(name);
  }

  Intracomm(Channel channel) {
    super(channel);
  }

  // ---- makers

  @Override
  public Intracomm dup() {
    return copy(new Intracomm(duplicated()));
  }

  @Override
  public Intracomm clone() {
    return dup();
  }

  @Override
  public Intracomm iDup() {
    return (Intracomm) super.iDup();
  }

  /** {@inheritDoc} */
  @Override
  public Intracomm dupWithInfo(Info hints) {
    return (Intracomm) super.dupWithInfo(hints);
  }

  /**
   * Divides the ranks into communicators: ranks that give the same color get the same one.
   * Collective.
   *
   * @param color from 0, or {@link MPI#UNDEFINED} for none
   * @param key orders the new ranks; ranks with equal keys keep their order
   * @return the new communicator; {@link MPI#COMM_NULL} for {@code UNDEFINED}
   * @throws MPIException if the color is negative, or another rank ended
   */
  public final Intracomm split(int color, int key) {
    return Communicators.split(this, color, key);
  }

  /**
   * Divides the ranks into communicators: ranks that give the same color get the same one.
   * Collective.
   *
   * @param colour from 0, or {@link MPI#UNDEFINED} for none
   * @param key orders the new ranks; ranks with equal keys keep their order
   * @return the new communicator; null for {@code UNDEFINED}
   * @throws MPIException if the color is negative, or another rank ended
   */
  public final Intracomm Split(int colour, int key) {
    return orNull(split(colour, key));
  }

  /**
   * Makes a communicator of some of the ranks. Collective: all ranks of this one call it.
   *
   * @param group the same in all ranks: the members in their new order
   * @return the new communicator; {@link MPI#COMM_NULL} in ranks that are not members
   * @throws MPIException if the group is null or freed, a member is not in this communicator, or
   *     another rank ended
   */
  public final Intracomm create(Group group) {
    return Communicators.create(this, group);
  }

  /**
   * Makes a communicator of some of the ranks. Collective: all ranks of this one call it.
   *
   * @param group the same in all ranks: the members in their new order
   * @return the new communicator; null in ranks that are not members
   * @throws MPIException as {@link #create}
   */
  public final Intracomm Create(Group group) {
    return orNull(create(group));
  }

  /** In the MPJ API who does not belong to the communicator gets no object. */
  private static Intracomm orNull(Intracomm made) {
    return made.isNull() ? null : made;
  }

  /**
   * Makes a communicator of some of the ranks. Only these ranks call this.
   *
   * @param group the same in all its members, in their new order; this rank is one of them
   * @param tag distinguishes communicators that several threads make at the same time; from 0
   * @return the new communicator
   * @throws MPIException if the group is null or freed, does not have this rank, or a member is not
   *     in this communicator; if the tag is negative, or another rank ended
   */
  public final Intracomm createGroup(Group group, int tag) {
    return Communicators.createGroup(this, group, tag);
  }

  /**
   * Divides the ranks into communicators of those that share memory: the ranks of each node.
   * Collective.
   *
   * @param splitType {@link Comm#TYPE_SHARED}, or {@link MPI#UNDEFINED} for none
   * @param key orders the new ranks; ranks with equal keys keep their order
   * @param info hints, not used
   * @return the new communicator; {@link MPI#COMM_NULL} for {@code UNDEFINED}
   * @throws MPIException if the type is neither, or another rank ended
   */
  public final Intracomm splitType(int splitType, int key, Info info) {
    if (splitType != TYPE_SHARED && splitType != MPI.UNDEFINED) {
      throw failure(new MPIException(ErrorClass.ARG, "there is no split type " + splitType));
    }
    return Communicators.splitByNode(this, splitType == TYPE_SHARED, key);
  }

  /**
   * Combines the items of the ranks up to this one.
   *
   * @param sendBuf array or buffer that is sent
   * @param recvBuf array or buffer for the result
   * @param count number of items
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void scan(Object sendBuf, Object recvBuf, int count, Datatype type, Op op) {
    try {
      collectives().scan(sendBuf, 0, recvBuf, 0, count, type, op).run();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Non-blocking: combines the items of the ranks up to this one.
   *
   * @param sendBuf array or buffer that is sent
   * @param recvBuf array or buffer for the result
   * @param count number of items
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iScan(Buffer sendBuf, Buffer recvBuf, int count, Datatype type, Op op) {
    return start(() -> collectives().scan(sendBuf, 0, recvBuf, 0, count, type, op));
  }

  /**
   * Combines the items of the ranks up to this one, in place: the result replaces its own items.
   *
   * @param buf array or buffer
   * @param count number of items
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void scan(Object buf, int count, Datatype type, Op op) {
    try {
      collectives().scan(Collectives.IN_PLACE, 0, buf, 0, count, type, op).run();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Non-blocking: combines the items of the ranks up to this one, in place: the result replaces its
   * own items.
   *
   * @param buf array or buffer
   * @param count number of items
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iScan(Buffer buf, int count, Datatype type, Op op) {
    return start(() -> collectives().scan(Collectives.IN_PLACE, 0, buf, 0, count, type, op));
  }

  /**
   * Combines the items of the ranks before this one; in rank 0 the result is not changed.
   *
   * @param sendBuf array or buffer that is sent
   * @param recvBuf array or buffer for the result
   * @param count number of items
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void exScan(Object sendBuf, Object recvBuf, int count, Datatype type, Op op) {
    try {
      collectives().exscan(sendBuf, 0, recvBuf, 0, count, type, op).run();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Non-blocking: combines the items of the ranks before this one; in rank 0 the result is not
   * changed.
   *
   * @param sendBuf array or buffer that is sent
   * @param recvBuf array or buffer for the result
   * @param count number of items
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iExScan(Buffer sendBuf, Buffer recvBuf, int count, Datatype type, Op op) {
    return start(() -> collectives().exscan(sendBuf, 0, recvBuf, 0, count, type, op));
  }

  /**
   * Combines the items of the ranks before this one, in place: the result replaces its own items.
   *
   * @param buf array or buffer
   * @param count number of items
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void exScan(Object buf, int count, Datatype type, Op op) {
    try {
      collectives().exscan(Collectives.IN_PLACE, 0, buf, 0, count, type, op).run();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Non-blocking: combines the items of the ranks before this one, in place: the result replaces
   * its own items.
   *
   * @param buf array or buffer
   * @param count number of items
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @return the request; the buffers must not be used until it is complete
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final Request iExScan(Buffer buf, int count, Datatype type, Op op) {
    return start(() -> collectives().exscan(Collectives.IN_PLACE, 0, buf, 0, count, type, op));
  }

  // ---- collective operations on arrays with offsets

  /**
   * Waits until all ranks have called this.
   *
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void Barrier() {
    try {
      collectives().barrier().run();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Sends the items of the root to all ranks.
   *
   * @param buf an array
   * @param offset index of the first element in the array
   * @param count number of items
   * @param type datatype of the items
   * @param root rank of the root
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void Bcast(Object buf, int offset, int count, Datatype type, int root) {
    try {
      collectives().bcast(buf, offset, count, type, root).run();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Gathers the items of all ranks in the root, in the order of the ranks.
   *
   * @param sendbuf array that is sent
   * @param sendoffset index of the first element that is sent
   * @param sendcount number of items that are sent
   * @param sendtype datatype of the items that are sent
   * @param recvbuf array to receive into
   * @param recvoffset index of the first element to receive into
   * @param recvcount number of items from each rank
   * @param recvtype datatype of the items that are received
   * @param root rank of the root
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void Gather(
      Object sendbuf,
      int sendoffset,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int recvoffset,
      int recvcount,
      Datatype recvtype,
      int root) {
    call(
        () ->
            collectives()
                .gather(
                    sendbuf,
                    sendoffset,
                    sendcount,
                    sendtype,
                    recvbuf,
                    recvoffset,
                    recvcount,
                    recvtype,
                    root));
  }

  /**
   * Gathers the items of all ranks in the root, at displacements that it gives.
   *
   * @param sendbuf array that is sent
   * @param sendoffset index of the first element that is sent
   * @param sendcount number of items that are sent
   * @param sendtype datatype of the items that are sent
   * @param recvbuf array to receive into
   * @param recvoffset index of the first element to receive into
   * @param recvcount number of items from each rank
   * @param displs where the items from each rank begin, in items
   * @param recvtype datatype of the items that are received
   * @param root rank of the root
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void Gatherv(
      Object sendbuf,
      int sendoffset,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int recvoffset,
      int[] recvcount,
      int[] displs,
      Datatype recvtype,
      int root) {
    call(
        () ->
            collectives()
                .gatherv(
                    sendbuf,
                    sendoffset,
                    sendcount,
                    sendtype,
                    recvbuf,
                    recvoffset,
                    recvcount,
                    displs,
                    recvtype,
                    root));
  }

  /**
   * Scatters the items of the root to all ranks, in the order of the ranks.
   *
   * @param sendbuf array that is sent
   * @param sendoffset index of the first element that is sent
   * @param sendcount number of items for each rank
   * @param sendtype datatype of the items that are sent
   * @param recvbuf array to receive into
   * @param recvoffset index of the first element to receive into
   * @param recvcount number of items that are received
   * @param recvtype datatype of the items that are received
   * @param root rank of the root
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void Scatter(
      Object sendbuf,
      int sendoffset,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int recvoffset,
      int recvcount,
      Datatype recvtype,
      int root) {
    call(
        () ->
            collectives()
                .scatter(
                    sendbuf,
                    sendoffset,
                    sendcount,
                    sendtype,
                    recvbuf,
                    recvoffset,
                    recvcount,
                    recvtype,
                    root));
  }

  /**
   * Scatters the items of the root to all ranks, from displacements that it gives.
   *
   * @param sendbuf array that is sent
   * @param sendoffset index of the first element that is sent
   * @param sendcount number of items for each rank
   * @param displs where the items for each rank begin, in items
   * @param sendtype datatype of the items that are sent
   * @param recvbuf array to receive into
   * @param recvoffset index of the first element to receive into
   * @param recvcount number of items that are received
   * @param recvtype datatype of the items that are received
   * @param root rank of the root
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void Scatterv(
      Object sendbuf,
      int sendoffset,
      int[] sendcount,
      int[] displs,
      Datatype sendtype,
      Object recvbuf,
      int recvoffset,
      int recvcount,
      Datatype recvtype,
      int root) {
    call(
        () ->
            collectives()
                .scatterv(
                    sendbuf,
                    sendoffset,
                    sendcount,
                    displs,
                    sendtype,
                    recvbuf,
                    recvoffset,
                    recvcount,
                    recvtype,
                    root));
  }

  /**
   * Gathers the items of all ranks in every rank.
   *
   * @param sendbuf array that is sent
   * @param sendoffset index of the first element that is sent
   * @param sendcount number of items that are sent
   * @param sendtype datatype of the items that are sent
   * @param recvbuf array to receive into
   * @param recvoffset index of the first element to receive into
   * @param recvcount number of items from each rank
   * @param recvtype datatype of the items that are received
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void Allgather(
      Object sendbuf,
      int sendoffset,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int recvoffset,
      int recvcount,
      Datatype recvtype) {
    try {
      collectives()
          .allgather(
              sendbuf, sendoffset, sendcount, sendtype, recvbuf, recvoffset, recvcount, recvtype)
          .run();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Gathers the items of all ranks in every rank, at displacements that it gives.
   *
   * @param sendbuf array that is sent
   * @param sendoffset index of the first element that is sent
   * @param sendcount number of items that are sent
   * @param sendtype datatype of the items that are sent
   * @param recvbuf array to receive into
   * @param recvoffset index of the first element to receive into
   * @param recvcount number of items from each rank
   * @param displs where the items from each rank begin, in items
   * @param recvtype datatype of the items that are received
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void Allgatherv(
      Object sendbuf,
      int sendoffset,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int recvoffset,
      int[] recvcount,
      int[] displs,
      Datatype recvtype) {
    call(
        () ->
            collectives()
                .allgatherv(
                    sendbuf,
                    sendoffset,
                    sendcount,
                    sendtype,
                    recvbuf,
                    recvoffset,
                    recvcount,
                    displs,
                    recvtype));
  }

  /**
   * Sends items to each rank and receives items from each.
   *
   * @param sendbuf array that is sent
   * @param sendoffset index of the first element that is sent
   * @param sendcount number of items for each rank
   * @param sendtype datatype of the items that are sent
   * @param recvbuf array to receive into
   * @param recvoffset index of the first element to receive into
   * @param recvcount number of items from each rank
   * @param recvtype datatype of the items that are received
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void Alltoall(
      Object sendbuf,
      int sendoffset,
      int sendcount,
      Datatype sendtype,
      Object recvbuf,
      int recvoffset,
      int recvcount,
      Datatype recvtype) {
    call(
        () ->
            collectives()
                .alltoall(
                    sendbuf,
                    sendoffset,
                    sendcount,
                    sendtype,
                    recvbuf,
                    recvoffset,
                    recvcount,
                    recvtype));
  }

  /**
   * Sends items to each rank and receives items from each, at displacements that the caller gives.
   *
   * @param sendbuf array that is sent
   * @param sendoffset index of the first element that is sent
   * @param sendcount number of items for each rank
   * @param sdispls where the items for each rank begin, in items
   * @param sendtype datatype of the items that are sent
   * @param recvbuf array to receive into
   * @param recvoffset index of the first element to receive into
   * @param recvcount number of items from each rank
   * @param rdispls where the items from each rank begin, in items
   * @param recvtype datatype of the items that are received
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void Alltoallv(
      Object sendbuf,
      int sendoffset,
      int[] sendcount,
      int[] sdispls,
      Datatype sendtype,
      Object recvbuf,
      int recvoffset,
      int[] recvcount,
      int[] rdispls,
      Datatype recvtype) {
    call(
        () ->
            collectives()
                .alltoallv(
                    sendbuf,
                    sendoffset,
                    sendcount,
                    sdispls,
                    sendtype,
                    recvbuf,
                    recvoffset,
                    recvcount,
                    rdispls,
                    recvtype));
  }

  /**
   * Combines the items of all ranks in the root.
   *
   * @param sendbuf array that is sent
   * @param sendoffset index of the first element that is sent
   * @param recvbuf array for the result
   * @param recvoffset index of the first element of the result
   * @param count number of items
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @param root rank of the root
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void Reduce(
      Object sendbuf,
      int sendoffset,
      Object recvbuf,
      int recvoffset,
      int count,
      Datatype type,
      Op op,
      int root) {
    try {
      collectives().reduce(sendbuf, sendoffset, recvbuf, recvoffset, count, type, op, root).run();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Combines the items of all ranks in every rank.
   *
   * @param sendbuf array that is sent
   * @param sendoffset index of the first element that is sent
   * @param recvbuf array for the result
   * @param recvoffset index of the first element of the result
   * @param count number of items
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void Allreduce(
      Object sendbuf,
      int sendoffset,
      Object recvbuf,
      int recvoffset,
      int count,
      Datatype type,
      Op op) {
    try {
      collectives().allreduce(sendbuf, sendoffset, recvbuf, recvoffset, count, type, op).run();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Combines the items of all ranks and scatters the result.
   *
   * @param sendbuf array that is sent
   * @param sendoffset index of the first element that is sent
   * @param recvbuf array for the result
   * @param recvoffset index of the first element of the result
   * @param recvcounts numbers of items of the result for each rank
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void Reduce_scatter(
      Object sendbuf,
      int sendoffset,
      Object recvbuf,
      int recvoffset,
      int[] recvcounts,
      Datatype type,
      Op op) {
    call(
        () ->
            collectives()
                .reduceScatter(sendbuf, sendoffset, recvbuf, recvoffset, recvcounts, type, op));
  }

  /**
   * Combines the items of the ranks up to this one.
   *
   * @param sendbuf array that is sent
   * @param sendoffset index of the first element that is sent
   * @param recvbuf array for the result
   * @param recvoffset index of the first element of the result
   * @param count number of items
   * @param type datatype of the items
   * @param op the operation that combines the items of two ranks
   * @throws MPIException if an argument is wrong, or another rank ended
   */
  public final void Scan(
      Object sendbuf,
      int sendoffset,
      Object recvbuf,
      int recvoffset,
      int count,
      Datatype type,
      Op op) {
    try {
      collectives().scan(sendbuf, sendoffset, recvbuf, recvoffset, count, type, op).run();
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  // ---- topologies

  /**
   * Makes a communicator whose ranks form a grid. Collective.
   *
   * @param dims number of ranks in each dimension
   * @param periods for each dimension, whether its last rank is a neighbour of its first
   * @param reorder whether ranks may be reordered; they are not
   * @return the new communicator; a null one ({@link #isNull}) in ranks outside the grid
   * @throws MPIException if the arrays of lengths and periods do not have one value for each
   *     dimension, the grid has more places than there are ranks, or another rank ended
   */
  public final CartComm createCart(int[] dims, boolean[] periods, boolean reorder) {
    CartTopology grid = Topologies.grid(this, dims, periods);
    return copyHandler(new CartComm(Topologies.first(this, grid.places()), grid));
  }

  /**
   * Makes a communicator whose ranks form a grid. Collective.
   *
   * @param dims number of ranks in each dimension
   * @param periods for each dimension, whether its last rank is a neighbour of its first
   * @param reorder whether ranks may be reordered; they are not
   * @return the new communicator; null in ranks outside the grid
   * @throws MPIException if the arrays of lengths and periods do not have one value for each
   *     dimension, the grid has more places than there are ranks, or another rank ended
   */
  public final Cartcomm Create_cart(int[] dims, boolean[] periods, boolean reorder) {
    CartTopology grid = Topologies.grid(this, dims, periods);
    Channel made = Topologies.first(this, grid.places());
    return made == null ? null : copyHandler(new Cartcomm(made, grid));
  }

  /**
   * Makes a communicator with a graph, which all ranks give. Collective.
   *
   * @param index for each rank, how many neighbours it and all ranks before it have
   * @param edges the neighbours of rank 0, then those of rank 1, and so on
   * @param reorder whether ranks may be reordered; they are not
   * @return the new communicator; a null one ({@link #isNull}) in ranks outside the graph
   * @throws MPIException if the two arrays do not describe a graph, it is larger than this
   *     communicator, or another rank ended
   */
  public final GraphComm createGraph(int[] index, int[] edges, boolean reorder) {
    GraphTopology graph = Topologies.graph(this, index, edges);
    return copyHandler(new GraphComm(Topologies.first(this, index.length), graph));
  }

  /**
   * Makes a communicator with a graph, which all ranks give. Collective.
   *
   * @param index for each rank, how many neighbours it and all ranks before it have
   * @param edges the neighbours of rank 0, then those of rank 1, and so on
   * @param reorder whether ranks may be reordered; they are not
   * @return the new communicator; null in ranks outside the graph
   * @throws MPIException if the two arrays do not describe a graph, it is larger than this
   *     communicator, or another rank ended
   */
  public final Graphcomm Create_graph(int[] index, int[] edges, boolean reorder) {
    GraphTopology graph = Topologies.graph(this, index, edges);
    Channel made = Topologies.first(this, index.length);
    return made == null ? null : copyHandler(new Graphcomm(made, graph));
  }

  /**
   * Makes a communicator with a distributed graph with weights. Each rank gives any of the edges.
   * Collective.
   *
   * @param sources ranks that edges begin at
   * @param degrees the number of edges of each source
   * @param destinations where the edges lead to: those of the first source, then of the second, and
   *     so on
   * @param weights of the edges, in the order of the destinations; 0 or more
   * @param info hints, not used
   * @param reorder whether ranks may be reordered; they are not
   * @return the new communicator
   * @throws MPIException if a rank does not exist, the lengths of the arrays do not match, or
   *     another rank ended
   */
  public final GraphComm createDistGraph(
      int[] sources, int[] degrees, int[] destinations, int[] weights, Info info, boolean reorder) {
    requireWeights(weights);
    return Topologies.distributed(this, sources, degrees, destinations, weights);
  }

  /**
   * Makes a communicator with a distributed graph. Each rank gives any of the edges. Collective.
   *
   * @param sources ranks that edges begin at
   * @param degrees the number of edges of each source
   * @param destinations where the edges lead to: those of the first source, then of the second, and
   *     so on
   * @param info hints, not used
   * @param reorder whether ranks may be reordered; they are not
   * @return the new communicator
   * @throws MPIException if a rank does not exist, the lengths of the arrays do not match, or
   *     another rank ended
   */
  public final GraphComm createDistGraph(
      int[] sources, int[] degrees, int[] destinations, Info info, boolean reorder) {
    return Topologies.distributed(this, sources, degrees, destinations, null);
  }

  /**
   * Makes a communicator with a distributed graph with weights. Each rank gives the edges to and
   * from itself. Collective.
   *
   * @param sources the ranks whose edges lead to this rank
   * @param sourceWeights the weights of these edges; 0 or more
   * @param destinations the ranks that edges of this rank lead to
   * @param destWeights the weights of these edges; 0 or more
   * @param info hints, not used
   * @param reorder whether ranks may be reordered; they are not
   * @return the new communicator
   * @throws MPIException if a rank does not exist, there are fewer weights than edges, or another
   *     rank ended
   */
  public final GraphComm createDistGraphAdjacent(
      int[] sources,
      int[] sourceWeights,
      int[] destinations,
      int[] destWeights,
      Info info,
      boolean reorder) {
    requireWeights(sourceWeights);
    requireWeights(destWeights);
    return Topologies.adjacent(this, sources, sourceWeights, destinations, destWeights);
  }

  /**
   * Makes a communicator with a distributed graph. Each rank gives the edges to and from itself.
   * Collective.
   *
   * @param sources the ranks whose edges lead to this rank
   * @param destinations the ranks that edges of this rank lead to
   * @param info hints, not used
   * @param reorder whether ranks may be reordered; they are not
   * @return the new communicator
   * @throws MPIException if a rank does not exist, there are fewer weights than edges, or another
   *     rank ended
   */
  public final GraphComm createDistGraphAdjacent(
      int[] sources, int[] destinations, Info info, boolean reorder) {
    return Topologies.adjacent(this, sources, null, destinations, null);
  }

  private void requireWeights(int[] weights) {
    if (weights == null) {
      throw failure(new MPIException(ErrorClass.ARG, "the array of weights is null"));
    }
  }

  // ---- processes that were started apart

  /**
   * Opens a port. {@link #accept} waits there for processes that {@link #connect}.
   *
   * @return its name; every process of this machine that knows it can connect
   * @throws MPIException of class {@link MPI#ERR_PORT} if no port can be opened, or MPI is not
   *     initialized
   */
  public static String openPort() {
    World.requireInside();
    return Ports.open();
  }

  /**
   * Closes a port.
   *
   * @param name what {@link #openPort} returned
   * @throws MPIException of class {@link MPI#ERR_PORT} if this process has no such open port
   */
  public static void closePort(String name) {
    World.requireInside();
    Ports.close(name);
  }

  /**
   * Waits until a group connects to a port of the root. Collective.
   *
   * @param port its name; used only in the root
   * @param root the rank that uses the port
   * @return a communicator of both groups
   * @throws MPIException of class {@link MPI#ERR_PORT} if the port is not open or does not answer;
   *     or the root does not exist, or another rank ended
   */
  public final Intercomm accept(String port, int root) {
    return Ports.accept(this, port, root);
  }

  /**
   * Connects to a port at which another group calls {@link #accept}, now or later. Collective.
   *
   * @param port its name; used only in the root
   * @param root the rank that uses the port
   * @return a communicator of both groups
   * @throws MPIException of class {@link MPI#ERR_PORT} if the port is not open or does not answer;
   *     or the root does not exist, or another rank ended
   */
  public final Intercomm connect(String port, int root) {
    return Ports.connect(this, port, root);
  }

  /**
   * Publishes the name of a port under the name of a service. Processes of the same user on this
   * machine can look it up until this process calls {@link MPI#Finalize} or ends.
   *
   * @param service the name, not empty
   * @param port what {@link #openPort} returned
   * @throws MPIException of class {@link MPI#ERR_SERVICE} if it is published already, or names
   *     cannot be published
   */
  public static void publishName(String service, String port) {
    World.requireInside();
    PublishedNames.publish(service, port);
  }

  /**
   * Removes a name that {@link #publishName} has published.
   *
   * @param service the name
   * @param port not used
   * @throws MPIException of class {@link MPI#ERR_SERVICE} if this process has not published it
   */
  public static void unpublishName(String service, String port) {
    World.requireInside();
    PublishedNames.unpublish(service);
  }

  /**
   * Finds the port of a name.
   *
   * @param service the name
   * @return the name of the port
   * @throws MPIException of class {@link MPI#ERR_NAME} if it is not published
   */
  public static String lookupName(String service) {
    World.requireInside();
    return PublishedNames.lookup(service);
  }

  /**
   * Opens a port. {@link #accept} waits there for processes that {@link #connect}.
   *
   * @param info hints, not used
   * @return its name; every process of this machine that knows it can connect
   * @throws MPIException of class {@link MPI#ERR_PORT} if no port can be opened, or MPI is not
   *     initialized
   */
  public static String openPort(Info info) {
    World.requireInside();
    return Ports.open();
  }

  /**
   * Waits until a group connects to a port of the root. Collective.
   *
   * @param port its name; used only in the root
   * @param info hints, not used
   * @param root the rank that uses the port
   * @return a communicator of both groups
   * @throws MPIException of class {@link MPI#ERR_PORT} if the port is not open or does not answer;
   *     or the root does not exist, or another rank ended
   */
  public final Intercomm accept(String port, Info info, int root) {
    return Ports.accept(this, port, root);
  }

  /**
   * Connects to a port at which another group calls {@link #accept}, now or later. Collective.
   *
   * @param port its name; used only in the root
   * @param info hints, not used
   * @param root the rank that uses the port
   * @return a communicator of both groups
   * @throws MPIException of class {@link MPI#ERR_PORT} if the port is not open or does not answer;
   *     or the root does not exist, or another rank ended
   */
  public final Intercomm connect(String port, Info info, int root) {
    return Ports.connect(this, port, root);
  }

  /**
   * Publishes the name of a port under the name of a service. Processes of the same user on this
   * machine can look it up until this process calls {@link MPI#Finalize} or ends.
   *
   * @param service the name, not empty
   * @param info hints, not used
   * @param port what {@link #openPort} returned
   * @throws MPIException of class {@link MPI#ERR_SERVICE} if it is published already, or names
   *     cannot be published
   */
  public static void publishName(String service, Info info, String port) {
    World.requireInside();
    PublishedNames.publish(service, port);
  }

  /**
   * Removes a name that {@link #publishName} has published.
   *
   * @param service the name
   * @param info hints, not used
   * @param port not used
   * @throws MPIException of class {@link MPI#ERR_SERVICE} if this process has not published it
   */
  public static void unpublishName(String service, Info info, String port) {
    World.requireInside();
    PublishedNames.unpublish(service);
  }

  /**
   * Finds the port of a name.
   *
   * @param service the name
   * @param info hints, not used
   * @return the name of the port
   * @throws MPIException of class {@link MPI#ERR_NAME} if it is not published
   */
  public static String lookupName(String service, Info info) {
    World.requireInside();
    return PublishedNames.lookup(service);
  }

  /**
   * Starts processes, and waits until all of them have called {@link MPI#Init}. They find this
   * group by {@link Intercomm#getParent}. If one ends with a status other than 0, all processes of
   * the job end with that status. Collective; the arguments before {@code root} are used only in
   * the root.
   *
   * @param command a program, such as {@code java}
   * @param argv its arguments; null for none
   * @param maxprocs how many processes
   * @param info hints: {@code wdir}, the folder to start in; {@code path}, where to look for the
   *     program, folders separated by colons; {@code host}, which must be this machine. Null for
   *     none
   * @param root the rank that starts them
   * @param errcodes where to put an error code for each process, {@link MPI#SUCCESS}; or null
   * @return a communicator of this group and the group of the new processes, which is their
   *     COMM_WORLD
   * @throws MPIException of class {@link MPI#ERR_SPAWN} if one cannot be started or does not call
   *     Init within 60 seconds; or an argument is wrong, or another rank ended
   */
  public final Intercomm spawn(
      String command, String[] argv, int maxprocs, Info info, int root, int[] errcodes) {
    Spawned.Program program = new Spawned.Program(command, argv, maxprocs, info);
    return Spawned.spawn(this, List.of(program), root, errcodes);
  }

  /**
   * Starts processes of several programs in one COMM_WORLD, and waits until all of them have called
   * {@link MPI#Init}. They find this group by {@link Intercomm#getParent}. If one ends with a
   * status other than 0, all processes of the job end with that status. Collective; the arguments
   * before {@code root} are used only in the root.
   *
   * @param commands programs, such as {@code java}
   * @param argv the arguments of each; null for none
   * @param maxprocs how many processes of each
   * @param info hints for each, as in {@link #spawn}; null for none
   * @param root the rank that starts them
   * @param errcodes where to put an error code for each process, {@link MPI#SUCCESS}; or null
   * @return a communicator of this group and the group of the new processes, which is their
   *     COMM_WORLD
   * @throws MPIException of class {@link MPI#ERR_SPAWN} if one cannot be started or does not call
   *     Init within 60 seconds; or an argument is wrong, or another rank ended
   */
  public final Intercomm spawnMultiple(
      String[] commands, String[][] argv, int[] maxprocs, Info[] info, int root, int[] errcodes) {
    return Spawned.spawn(
        this, Spawned.programs(this, commands, argv, maxprocs, info, root), root, errcodes);
  }
}
