package io.crossmem.message;

/** The collective operations of a communicator, either blocking or non-blocking. */
final class CollectiveCalls {
  private final Communicator all;
  private final boolean background;

  CollectiveCalls(Communicator all, boolean background) {
    this.all = all;
    this.background = background;
  }

  void barrier() throws MessageException {
    if (background) {
      all.ibarrier().await();
    } else {
      all.barrier();
    }
  }

  void broadcast(Data data, int root) throws MessageException {
    if (background) {
      all.ibroadcast(data, root).await();
    } else {
      all.broadcast(data, root);
    }
  }

  void gather(Data send, Data recv, int root) throws MessageException {
    if (background) {
      all.igather(send, recv, root).await();
    } else {
      all.gather(send, recv, root);
    }
  }

  void gatherv(Data send, Data recv, int[] counts, int[] offsets, int root)
      throws MessageException {
    if (background) {
      all.igatherv(send, recv, counts, offsets, root).await();
    } else {
      all.gatherv(send, recv, counts, offsets, root);
    }
  }

  void allgather(Data send, Data recv) throws MessageException {
    if (background) {
      all.iallgather(send, recv).await();
    } else {
      all.allgather(send, recv);
    }
  }

  void allgatherv(Data send, Data recv, int[] counts, int[] offsets) throws MessageException {
    if (background) {
      all.iallgatherv(send, recv, counts, offsets).await();
    } else {
      all.allgatherv(send, recv, counts, offsets);
    }
  }

  void scatter(Data send, Data recv, int root) throws MessageException {
    if (background) {
      all.iscatter(send, recv, root).await();
    } else {
      all.scatter(send, recv, root);
    }
  }

  void scatterv(Data send, int[] counts, int[] offsets, Data recv, int root)
      throws MessageException {
    if (background) {
      all.iscatterv(send, counts, offsets, recv, root).await();
    } else {
      all.scatterv(send, counts, offsets, recv, root);
    }
  }

  void alltoall(Data send, Data recv) throws MessageException {
    if (background) {
      all.ialltoall(send, recv).await();
    } else {
      all.alltoall(send, recv);
    }
  }

  void alltoallv(
      Data send,
      int[] sendCounts,
      int[] sendOffsets,
      Data recv,
      int[] recvCounts,
      int[] recvOffsets)
      throws MessageException {
    if (background) {
      all.ialltoallv(send, sendCounts, sendOffsets, recv, recvCounts, recvOffsets).await();
    } else {
      all.alltoallv(send, sendCounts, sendOffsets, recv, recvCounts, recvOffsets);
    }
  }

  void alltoallw(Data[] send, Data[] recv) throws MessageException {
    if (background) {
      all.ialltoallw(send, recv).await();
    } else {
      all.alltoallw(send, recv);
    }
  }

  void reduce(Data send, Data recv, Op op, int root) throws MessageException {
    if (background) {
      all.ireduce(send, recv, op, root).await();
    } else {
      all.reduce(send, recv, op, root);
    }
  }

  void allreduce(Data send, Data recv, Op op) throws MessageException {
    if (background) {
      all.iallreduce(send, recv, op).await();
    } else {
      all.allreduce(send, recv, op);
    }
  }

  void scan(Data send, Data recv, Op op) throws MessageException {
    if (background) {
      all.iscan(send, recv, op).await();
    } else {
      all.scan(send, recv, op);
    }
  }

  void exscan(Data send, Data recv, Op op) throws MessageException {
    if (background) {
      all.iexscan(send, recv, op).await();
    } else {
      all.exscan(send, recv, op);
    }
  }

  void reduceScatter(Data send, Data recv, int[] counts, Op op) throws MessageException {
    if (background) {
      all.ireduceScatter(send, recv, counts, op).await();
    } else {
      all.reduceScatter(send, recv, counts, op);
    }
  }

  void reduceScatter(Data send, Data recv, Op op) throws MessageException {
    if (background) {
      all.ireduceScatter(send, recv, op).await();
    } else {
      all.reduceScatter(send, recv, op);
    }
  }
}
