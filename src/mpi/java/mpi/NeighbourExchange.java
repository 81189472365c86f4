package mpi;

import io.crossmem.message.MessageException;
import io.crossmem.message.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * A collective operation that is messages between neighbours. All receives are posted before the
 * first send, so no rank waits for another that waits for it.
 */
final class NeighbourExchange extends Collective {
  private record Part(Transfer transfer, int rank, int tag) {}

  private final Comm comm;
  private final Channel channel;
  private final List<Part> receives = new ArrayList<>();
  private final List<Part> sends = new ArrayList<>();

  NeighbourExchange(Comm comm) {
    this.comm = comm;
    channel = comm.channel();
  }

  void receive(Transfer into, int source, int tag) {
    receives.add(new Part(into, source, tag));
  }

  void send(Transfer from, int dest, int tag) {
    sends.add(new Part(from, dest, tag));
  }

  @Override
  void run() {
    start().complete();
  }

  @Override
  Work start() {
    List<Request> requests = new ArrayList<>(receives.size() + sends.size());
    try {
      for (Part part : receives) {
        requests.add(channel.hidden.irecv(part.transfer.data, part.rank, part.tag));
      }
      for (Part part : sends) {
        requests.add(channel.hidden.isend(part.transfer.data, part.rank, part.tag));
      }
    } catch (MessageException | RuntimeException e) {
      requests.forEach(Request::cancel);
      throw Errors.translate(e);
    }
    return new Started(requests);
  }

  private final class Started implements Work {
    private final List<Request> requests; // the receives come first

    Started(List<Request> requests) {
      this.requests = requests;
    }

    @Override
    public boolean isDone() {
      for (Request request : requests) {
        if (!request.test()) {
          return false;
        }
      }
      return true;
    }

    @Override
    public void await() {
      for (Request request : requests) {
        Work.awaitEnd(request);
      }
    }

    @Override
    public Status complete() {
      await();
      try {
        for (int i = 0; i < requests.size(); i++) {
          long bytes = requests.get(i).await().bytes();
          if (i < receives.size()) {
            receives.get(i).transfer.received(bytes);
          }
        }
        return new Status();
      } catch (MessageException | RuntimeException e) {
        throw comm.failure(e);
      }
    }
  }
}
