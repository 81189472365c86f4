package mpi;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.MatchedMessage;
import io.crossmem.message.MessageException;
import io.crossmem.message.Request;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Messages of datatype OBJECT, whose length a receiver cannot know. The first {@link #FIRST} bytes
 * are the message that is matched; what does not fit goes by a hidden message, whose tag the first
 * one says.
 *
 * <pre>
 * int bytes in all, without this head | int tag of the rest | the first of the bytes
 * </pre>
 */
final class ObjectMessages {
  private static final int FIRST = 16 << 10;
  private static final int HEAD = 8;

  private final Channel channel;
  private final Communicator messages;
  private final Communicator hidden;
  private final AtomicInteger sent = new AtomicInteger();

  ObjectMessages(Channel channel) {
    this.channel = channel;
    messages = channel.messages;
    hidden = channel.hidden;
  }

  // ---- sends

  /** What is sent, in two parts. */
  private final class Outgoing {
    private final int tag = sent.getAndIncrement() & Tags.OBJECT_LAST;
    private final Data first;
    private final Data rest; // null if there is none

    Outgoing(Object buffer, int offset, int count, Datatype type) {
      ObjectCodec.Bytes bytes = new ObjectCodec.Bytes();
      bytes.write(new byte[HEAD], 0, HEAD);
      ObjectCodec.encode(ObjectItems.take(buffer, offset, count, type), bytes);
      byte[] array = bytes.array();
      ByteBuffer.wrap(array).putInt(bytes.size() - HEAD).putInt(tag);
      int length = Math.min(bytes.size(), FIRST);
      first = Data.of(array, 0, length);
      rest = length == bytes.size() ? null : Data.of(array, length, bytes.size() - length);
    }
  }

  void send(Object buffer, int offset, int count, Datatype type, int peer, int tag, Mode mode)
      throws MessageException {
    Outgoing out = new Outgoing(buffer, offset, count, type);
    switch (mode) {
      case STANDARD -> messages.send(out.first, peer, tag);
      case SYNCHRONOUS -> messages.ssend(out.first, peer, tag);
      case BUFFERED -> BufferedSends.send(messages, out.first, peer, tag);
    }
    if (out.rest != null) {
      if (mode == Mode.BUFFERED) {
        BufferedSends.send(hidden, out.rest, peer, out.tag);
      } else {
        hidden.send(out.rest, peer, out.tag);
      }
    }
  }

  Work isend(
      Comm comm, Object buffer, int offset, int count, Datatype type, int peer, int tag, Mode mode)
      throws MessageException {
    if (mode == Mode.BUFFERED) {
      send(buffer, offset, count, type, peer, tag, mode);
      return Work.done(new Status());
    }
    Outgoing out = new Outgoing(buffer, offset, count, type);
    Request first =
        mode == Mode.SYNCHRONOUS
            ? messages.issend(out.first, peer, tag)
            : messages.isend(out.first, peer, tag);
    return new Sending(
        comm, first, out.rest == null ? null : hidden.isend(out.rest, peer, out.tag));
  }

  /** A send that is under way. */
  private static final class Sending implements Work {
    private final Comm comm;
    private final Request first;
    private final Request rest; // null if there is none

    Sending(Comm comm, Request first, Request rest) {
      this.comm = comm;
      this.first = first;
      this.rest = rest;
    }

    @Override
    public boolean isDone() {
      return first.test() && (rest == null || rest.test());
    }

    @Override
    public void await() {
      // complete() does so
    }

    @Override
    public Status complete() {
      try {
        first.await();
        if (rest != null) {
          rest.await();
        }
        return new Status();
      } catch (CancellationException e) {
        return new Status().cancelled();
      } catch (MessageException | RuntimeException e) {
        throw comm.failure(e);
      }
    }
  }

  // ---- receives

  /** What is received, in two parts. */
  private static final class Incoming {
    final Data first;
    private byte[] array = new byte[FIRST];

    Incoming() {
      first = Data.of(array);
    }

    /** Where the rest belongs; null if there is none. The first part has come. */
    Data rest() {
      int all = HEAD + ByteBuffer.wrap(array).getInt();
      if (all <= FIRST) {
        return null;
      }
      byte[] whole = new byte[all];
      System.arraycopy(array, 0, whole, 0, FIRST);
      array = whole;
      return Data.of(array, FIRST, all - FIRST);
    }

    int tag() {
      return ByteBuffer.wrap(array).getInt(4);
    }

    Status put(
        io.crossmem.message.Status from,
        Channel channel,
        Object buffer,
        int offset,
        int count,
        Datatype type) {
      int bytes = ByteBuffer.wrap(array).getInt();
      ByteBuffer encoded = ByteBuffer.wrap(array, HEAD, bytes);
      int came = ObjectItems.put(encoded, buffer, offset, count, type);
      return new Status(channel.rank(from.source()), from.tag(), bytes)
          .ofObjects(type.map.size == 0 ? 0 : came / type.map.size);
    }
  }

  Status recv(Object buffer, int offset, int count, Datatype type, int peer, int tag)
      throws MessageException {
    Incoming in = new Incoming();
    io.crossmem.message.Status from = messages.recv(in.first, peer, tag);
    Data rest = in.rest();
    if (rest != null) {
      hidden.recv(rest, from.source(), in.tag());
    }
    return in.put(from, channel, buffer, offset, count, type);
  }

  Work irecv(Comm comm, Object buffer, int offset, int count, Datatype type, int peer, int tag)
      throws MessageException {
    Incoming in = new Incoming();
    return new Receiving(comm, in, messages.irecv(in.first, peer, tag), buffer, offset, count, type)
        .started();
  }

  Work receive(Comm comm, MatchedMessage message, Object buffer, int count, Datatype type)
      throws MessageException {
    Incoming in = new Incoming();
    return new Receiving(comm, in, message.irecv(in.first), buffer, 0, count, type).started();
  }

  /**
   * A receive that is under way. The rest is asked for as soon as the first part is there, by
   * whichever thread moves messages forward: the sender may wait for that, and this thread for
   * something else.
   */
  private final class Receiving implements Work {
    private final Comm comm;
    private final Incoming in;
    private final Request first;
    private final Object buffer;
    private final int offset;
    private final int count;
    private final Datatype type;
    private io.crossmem.message.Status from; // null until the first part is there
    private Request rest; // null if there is none, or it is not known yet
    private boolean isCancelled;
    private MPIException failure; // of starting to receive the rest

    Receiving(
        Comm comm,
        Incoming in,
        Request first,
        Object buffer,
        int offset,
        int count,
        Datatype type) {
      this.comm = comm;
      this.in = in;
      this.first = first;
      this.buffer = buffer;
      this.offset = offset;
      this.count = count;
      this.type = type;
    }

    Receiving started() {
      var unused = first.toCompletableFuture().whenComplete((status, failed) -> startRest());
      return this;
    }

    @Override
    public boolean isDone() {
      if (!first.test()) {
        return false;
      }
      startRest();
      return rest == null || rest.test();
    }

    @Override
    public void await() {
      startRest();
      try {
        if (rest != null) {
          rest.await();
        }
      } catch (MessageException | RuntimeException e) {
        // complete() throws it again
      }
    }

    /** Once the first part is there, which this waits for. */
    private synchronized void startRest() {
      if (from != null || failure != null || isCancelled) {
        return;
      }
      try {
        from = first.await();
        Data more = in.rest();
        rest = more == null ? null : hidden.irecv(more, from.source(), in.tag());
      } catch (CancellationException e) {
        isCancelled = true;
      } catch (MessageException | RuntimeException e) {
        failure = Errors.translate(e);
      }
    }

    @Override
    public Status complete() {
      try {
        if (failure != null) {
          throw failure;
        }
        if (isCancelled) {
          return new Status().cancelled();
        }
        if (rest != null) {
          rest.await();
        }
        return in.put(from, channel, buffer, offset, count, type);
      } catch (MessageException | RuntimeException e) {
        throw comm.failure(e);
      }
    }

    @Override
    public void withdraw() {
      first.cancel();
    }
  }
}
