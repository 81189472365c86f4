package io.crossmem.internal.network;

import io.crossmem.internal.sys.Syscalls;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A network between ranks of one process. Frames arrive at once; transfers, on tags of their own,
 * when both sides are there and the test lets them: until then memory is neither read nor written.
 */
public final class TestFabric {
  private final int size;
  private final List<Message> messages = new ArrayList<>();
  private final List<TestRequest> receives = new ArrayList<>();
  private boolean stopped;
  private boolean sendsFramesLater;
  private boolean cancels;
  private final List<TestRequest> unsent = new ArrayList<>();
  private int frames;
  private int pieceBytes = FollowingData.MOST_BYTES;

  private record Message(
      int from, int to, int tag, long address, ByteBuffer copy, int bytes, TestRequest request) {}

  public TestFabric(int size) {
    this.size = size;
  }

  /** Stops transfers, or lets them go on. */
  public void stop(boolean stops) {
    stopped = stops;
    move();
  }

  /** From now on receives can be cancelled. */
  public void allowCancel() {
    cancels = true;
  }

  /** The number of messages that were sent, but not received. */
  public int messages() {
    return messages.size();
  }

  /** From now on short transfers are cut into pieces. */
  public void cut(int bytes) {
    pieceBytes = bytes;
  }

  /** The number of frames that were sent. */
  public int frames() {
    return frames;
  }

  /** Whether sends of frames are over only when this is called again with false. */
  public void sendFramesLater(boolean later) {
    sendsFramesLater = later;
    if (!later) {
      unsent.forEach(request -> request.over = true);
      unsent.clear();
    }
  }

  public Wire wire(int rank) {
    return new Wire() {
      @Override
      public int rank() {
        return rank;
      }

      @Override
      public int size() {
        return size;
      }

      @Override
      public int pieceBytes(int length) {
        return pieceBytes;
      }

      @Override
      public Request newRequest() {
        return new TestRequest(rank);
      }
    };
  }

  /** Matches receives with messages, each in their order. */
  private void move() {
    for (Iterator<TestRequest> posted = receives.iterator(); posted.hasNext(); ) {
      TestRequest receive = posted.next();
      for (Message message : messages) {
        if (receive.matches(message)
            && (message.bytes == 0 || message.tag == Frames.TAG || !stopped)) {
          messages.remove(message);
          posted.remove();
          receive.take(message);
          break;
        }
      }
    }
  }

  private final class TestRequest implements Wire.Request {
    private final int rank;
    private long address;
    private int from;
    private int tag;
    private boolean over;
    private int source;
    private int length;

    TestRequest(int rank) {
      this.rank = rank;
    }

    boolean matches(Message message) {
      return message.to == rank && message.tag == tag && (from == Wire.ANY || from == message.from);
    }

    void take(Message message) {
      if (message.bytes > 0) {
        ByteBuffer bytes =
            message.copy != null
                ? message.copy
                : Syscalls.directBuffer(message.address, message.bytes);
        Syscalls.directBuffer(address, message.bytes).put(bytes);
      }
      source = message.from;
      length = message.bytes;
      over = true;
      message.request.over = true;
    }

    @Override
    public void send(long memory, int bytes, int to, int ownTag) {
      over = false;
      ByteBuffer copy = null;
      if (ownTag == Frames.TAG) {
        frames++;
        copy = ByteBuffer.allocate(bytes).put(Syscalls.directBuffer(memory, bytes)).flip();
      }
      messages.add(new Message(rank, to, ownTag, memory, copy, bytes, this));
      move();
      over |= copy != null;
      if (sendsFramesLater && copy != null) {
        over = false;
        unsent.add(this);
      }
    }

    @Override
    public void receive(long memory, int bytes, int source, int ownTag) {
      over = false;
      address = memory;
      from = source;
      tag = ownTag;
      receives.add(this);
      move();
    }

    @Override
    public boolean isOver() {
      return over;
    }

    @Override
    public int source() {
      return source;
    }

    @Override
    public int length() {
      return length;
    }

    @Override
    public void cancel() {
      // Otherwise it is too late: what a transfer does with its memory then is tested.
      if (cancels && receives.remove(this)) {
        length = 0;
        over = true;
      }
    }
  }
}
