package mpi;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.MatchedMessage;
import io.crossmem.message.MessageException;
import io.crossmem.message.PersistentRequest;
import java.util.Optional;

/**
 * Sends and receives of a communicator, for both spellings: what {@link Comm} has of them calls
 * these.
 */
final class PointToPoint {
  private final Comm comm;
  private final Channel channel;
  private final Communicator messages;
  private final int ranks; // that may be named
  private final ObjectMessages objects;

  private final RecentTransfers sent = new RecentTransfers(Transfer::toSend);
  private final RecentTransfers received = new RecentTransfers(Transfer::toReceive);

  PointToPoint(Comm comm, Channel channel) {
    this.comm = comm;
    this.channel = channel;
    messages = channel.messages;
    ranks = channel.remote.processes().length;
    objects = new ObjectMessages(channel);
  }

  // ---- arguments

  /** The rank in the contexts; a destination is {@code PROC_NULL} or this is asked. */
  private int destination(int dest, int tag) {
    if (dest < 0 || dest >= ranks) {
      throw noRank(dest);
    }
    if (tag < 0) {
      throw new MPIException(ErrorClass.TAG, "the tag is negative: " + tag);
    }
    return channel.peer(dest);
  }

  private int source(int source, int tag) {
    if (tag < 0 && tag != MPI.ANY_TAG) {
      throw new MPIException(ErrorClass.TAG, "the tag is negative, and not ANY_TAG: " + tag);
    }
    if (source == MPI.ANY_SOURCE) {
      return Communicator.ANY_SOURCE;
    }
    if (source < 0 || source >= ranks) {
      throw noRank(source);
    }
    return channel.peer(source);
  }

  private static int tag(int tag) {
    return tag == MPI.ANY_TAG ? Communicator.ANY_TAG : tag;
  }

  private MPIException noRank(int rank) {
    return new MPIException(ErrorClass.RANK, rank + " is not a rank from 0 to " + (ranks - 1));
  }

  static Status nobody() {
    return new Status(MPI.PROC_NULL, MPI.ANY_TAG, 0);
  }

  MPIException failure(Throwable thrown) {
    return comm.failure(thrown);
  }

  Status status(io.crossmem.message.Status status) {
    return new Status(channel.rank(status.source()), status.tag(), status.bytes());
  }

  // ---- calls that wait

  void send(Object buffer, int offset, int count, Datatype type, int dest, int tag, Mode mode) {
    try {
      if (dest == MPI.PROC_NULL) {
        return;
      }
      int peer = destination(dest, tag);
      if (type != null && type.element == Element.OBJECT) {
        objects.send(buffer, offset, count, type, peer, tag, mode);
        return;
      }
      Data data = sent.of(buffer, offset, count, type).data;
      switch (mode) {
        case STANDARD -> messages.send(data, peer, tag);
        case SYNCHRONOUS -> messages.ssend(data, peer, tag);
        case BUFFERED -> BufferedSends.send(messages, buffer, offset, count, type, peer, tag);
      }
    } catch (MessageException | RuntimeException e) {
      throw comm.failure(e);
    }
  }

  Status recv(Object buffer, int offset, int count, Datatype type, int source, int tag) {
    try {
      if (source == MPI.PROC_NULL) {
        return nobody();
      }
      int peer = source(source, tag);
      if (type != null && type.element == Element.OBJECT) {
        return objects.recv(buffer, offset, count, type, peer, tag(tag));
      }
      Transfer transfer = received.of(buffer, offset, count, type);
      Status status = status(messages.recv(transfer.data, peer, tag(tag)));
      transfer.received(status.bytes());
      return status.of(type);
    } catch (MessageException | RuntimeException e) {
      throw comm.failure(e);
    }
  }

  Status sendRecv(
      Object sendBuffer,
      int sendOffset,
      int sendCount,
      Datatype sendType,
      int dest,
      int sendTag,
      Object recvBuffer,
      int recvOffset,
      int recvCount,
      Datatype recvType,
      int source,
      int recvTag) {
    boolean isPlain =
        dest != MPI.PROC_NULL
            && source != MPI.PROC_NULL
            && sendType != null
            && sendType.element != Element.OBJECT
            && recvType != null
            && recvType.element != Element.OBJECT;
    if (!isPlain) {
      Request receive = irecv(recvBuffer, recvOffset, recvCount, recvType, source, recvTag);
      send(sendBuffer, sendOffset, sendCount, sendType, dest, sendTag, Mode.STANDARD);
      return receive.waitStatus();
    }
    try {
      int to = destination(dest, sendTag);
      int from = source(source, recvTag);
      Transfer send = sent.of(sendBuffer, sendOffset, sendCount, sendType);
      Transfer receive = received.of(recvBuffer, recvOffset, recvCount, recvType);
      Status status =
          status(messages.sendRecv(send.data, to, sendTag, receive.data, from, tag(recvTag)));
      receive.received(status.bytes());
      return status.of(recvType);
    } catch (MessageException | RuntimeException e) {
      throw comm.failure(e);
    }
  }

  Status sendRecvReplace(
      Object buffer,
      int offset,
      int count,
      Datatype type,
      int dest,
      int sendTag,
      int source,
      int recvTag) {
    Request send;
    try {
      send = isendCopy(buffer, offset, count, type, dest, sendTag);
    } catch (MessageException | RuntimeException e) {
      throw comm.failure(e);
    }
    Status status = recv(buffer, offset, count, type, source, recvTag);
    send.waitFor();
    return status;
  }

  private Request isendCopy(Object buffer, int offset, int count, Datatype type, int dest, int tag)
      throws MessageException {
    if (dest == MPI.PROC_NULL) {
      return new Request(null);
    }
    int peer = destination(dest, tag);
    if (type != null && type.element == Element.OBJECT) {
      return new Request(
          objects.isend(comm, buffer, offset, count, type, peer, tag, Mode.STANDARD));
    }
    Data copy = Transfer.copy(buffer, offset, count, type);
    return new MessageRequest(this, messages.isend(copy, peer, tag), null, type);
  }

  // ---- calls that do not wait

  Request isend(Object buffer, int offset, int count, Datatype type, int dest, int tag, Mode mode) {
    try {
      return startSend(buffer, offset, count, type, dest, tag, mode);
    } catch (MessageException | RuntimeException e) {
      throw comm.failure(e);
    }
  }

  private Request startSend(
      Object buffer, int offset, int count, Datatype type, int dest, int tag, Mode mode)
      throws MessageException {
    if (dest == MPI.PROC_NULL) {
      return new Request(Work.done(nobody()));
    }
    int peer = destination(dest, tag);
    if (type != null && type.element == Element.OBJECT) {
      return new Request(objects.isend(comm, buffer, offset, count, type, peer, tag, mode));
    }
    if (mode == Mode.BUFFERED) {
      Datatype.check(type);
      BufferedSends.send(messages, buffer, offset, count, type, peer, tag);
      return new Request(Work.done(new Status()));
    }
    return start(sent.of(buffer, offset, count, type), type, peer, tag, mode);
  }

  private MessageRequest start(Transfer send, Datatype type, int peer, int tag, Mode mode)
      throws MessageException {
    io.crossmem.message.Request started =
        mode == Mode.SYNCHRONOUS
            ? messages.issend(send.data, peer, tag)
            : messages.isend(send.data, peer, tag);
    return new MessageRequest(this, started, null, type);
  }

  Request irecv(Object buffer, int offset, int count, Datatype type, int source, int tag) {
    try {
      return startReceive(buffer, offset, count, type, source, tag);
    } catch (MessageException | RuntimeException e) {
      throw comm.failure(e);
    }
  }

  private Request startReceive(
      Object buffer, int offset, int count, Datatype type, int source, int tag)
      throws MessageException {
    if (source == MPI.PROC_NULL) {
      return new Request(Work.done(nobody()));
    }
    int peer = source(source, tag);
    if (type != null && type.element == Element.OBJECT) {
      return new Request(objects.irecv(comm, buffer, offset, count, type, peer, tag(tag)));
    }
    Transfer transfer = received.of(buffer, offset, count, type);
    return new MessageRequest(this, messages.irecv(transfer.data, peer, tag(tag)), transfer, type);
  }

  // ---- persistent requests

  Prequest sendInit(
      Object buffer, int offset, int count, Datatype type, int dest, int tag, Mode mode) {
    try {
      int peer = dest == MPI.PROC_NULL ? dest : destination(dest, tag);
      if (dest == MPI.PROC_NULL || isObject(type) || mode == Mode.BUFFERED) {
        Datatype.check(type);
        return new Prequest(() -> isend(buffer, offset, count, type, dest, tag, mode).work);
      }
      Transfer transfer = Transfer.toSend(buffer, offset, count, type);
      PersistentRequest request =
          mode == Mode.SYNCHRONOUS
              ? messages.ssendInit(transfer.data, peer, tag)
              : messages.sendInit(transfer.data, peer, tag);
      return new Prequest(new PersistentMessage(this, type, request, transfer, null)::start);
    } catch (RuntimeException e) {
      throw comm.failure(e);
    }
  }

  Prequest recvInit(Object buffer, int offset, int count, Datatype type, int source, int tag) {
    try {
      int peer = source == MPI.PROC_NULL ? source : source(source, tag);
      if (source == MPI.PROC_NULL || isObject(type)) {
        Datatype.check(type);
        return new Prequest(() -> irecv(buffer, offset, count, type, source, tag).work);
      }
      Transfer transfer = Transfer.toReceive(buffer, offset, count, type);
      PersistentRequest request = messages.recvInit(transfer.data, peer, tag(tag));
      return new Prequest(new PersistentMessage(this, type, request, null, transfer)::start);
    } catch (RuntimeException e) {
      throw comm.failure(e);
    }
  }

  private static boolean isObject(Datatype type) {
    return type != null && type.element == Element.OBJECT;
  }

  // ---- probes

  Status probe(int source, int tag) {
    try {
      if (source == MPI.PROC_NULL) {
        return nobody();
      }
      return status(messages.probe(source(source, tag), tag(tag)));
    } catch (MessageException | RuntimeException e) {
      throw comm.failure(e);
    }
  }

  /** Null if there is none. */
  Status iprobe(int source, int tag) {
    try {
      if (source == MPI.PROC_NULL) {
        return nobody();
      }
      Optional<io.crossmem.message.Status> found = messages.iprobe(source(source, tag), tag(tag));
      return found.isPresent() ? status(found.get()) : null;
    } catch (MessageException | RuntimeException e) {
      throw comm.failure(e);
    }
  }

  /** Null if it is that of {@code PROC_NULL}. */
  MatchedMessage probeMatched(int source, int tag) {
    try {
      return source == MPI.PROC_NULL ? null : messages.probeMatched(source(source, tag), tag(tag));
    } catch (MessageException | RuntimeException e) {
      throw comm.failure(e);
    }
  }

  /** Null if there is none, or it is that of {@code PROC_NULL}. */
  MatchedMessage lookMatched(int source, int tag) {
    try {
      return source == MPI.PROC_NULL
          ? null
          : messages.iprobeMatched(source(source, tag), tag(tag)).orElse(null);
    } catch (MessageException | RuntimeException e) {
      throw comm.failure(e);
    }
  }

  Request receiveMatched(MatchedMessage message, Object buffer, int count, Datatype type) {
    try {
      if (isObject(type)) {
        return new Request(objects.receive(comm, message, buffer, count, type));
      }
      Transfer transfer = Transfer.toReceive(buffer, 0, count, type);
      return new MessageRequest(this, message.irecv(transfer.data), transfer, type);
    } catch (MessageException | RuntimeException e) {
      throw comm.failure(e);
    }
  }
}
