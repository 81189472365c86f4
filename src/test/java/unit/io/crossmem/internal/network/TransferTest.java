package io.crossmem.internal.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.sys.OffHeap;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransferTest {
  private static final int TAG = 100; // any that is not of frames
  private static final int SHORT = FollowingData.MOST_BYTES;
  private static final int PIECE = 48 << 10; // of a short one
  private static final int BYTES = 3 * Transfer.PIECE_BYTES + 5;

  private final TestFabric fabric = new TestFabric(2);
  private final Transfer send = new Transfer(fabric.wire(0));
  private final Transfer receive = new Transfer(fabric.wire(1));
  private final ByteBuffer from = OffHeap.allocate(BYTES);
  private final ByteBuffer into = OffHeap.allocate(BYTES);

  TransferTest() {
    for (int i = 0; i < BYTES; i++) {
      from.put(i, (byte) (i % 251));
    }
  }

  private static long address(ByteBuffer memory) {
    return OffHeap.addressOfRemaining(memory, "memory");
  }

  private void startSend(int bytes) {
    send.send(address(from), bytes, 1, TAG);
  }

  private void startReceive() {
    receive.receive(address(into), BYTES, 0, TAG);
  }

  @Test
  void arrivesPieceByPiece() {
    startReceive();
    startSend(BYTES);
    assertFalse(send.isOver() || receive.isOver());
    for (boolean over = false; !over; ) {
      over = send.look();
      over &= receive.look();
    }
    assertTrue(receive.isComplete());
    assertEquals(from, into);
  }

  @Test
  void twoPiecesAreInProgressAtOnce() {
    fabric.stop(true);
    startSend(BYTES);
    assertEquals(2, fabric.messages());
    startReceive();
    fabric.stop(false);
    assertEquals(0, fabric.messages());
    send.look();
    assertEquals(2, fabric.messages()); // the receiver has not looked yet
  }

  @Test
  void allPiecesOfAShortOneAreInProgressAtOnce() {
    fabric.cut(PIECE);
    fabric.stop(true);
    receive.receive(address(into), SHORT, 0, TAG);
    startSend(SHORT);
    assertEquals(6, fabric.messages());
    fabric.stop(false);
    assertTrue(send.look() && receive.look());
    assertTrue(receive.isComplete());
    assertEquals(from.slice(0, SHORT), into.slice(0, SHORT));
  }

  @ParameterizedTest
  @EnumSource(MpiLibrary.Family.class)
  void eachMpiHasAllPiecesOfAShortOneAtOnce(MpiLibrary.Family family) {
    for (int bytes = 0; bytes <= FollowingData.MOST_BYTES; bytes += 4 << 10) {
      fabric.cut(family.pieceBytes(bytes));
      fabric.stop(true);
      startSend(bytes);
      assertTrue(family.pieceBytes(bytes) * fabric.messages() >= bytes, bytes + " bytes");
      receive.receive(address(into), bytes, 0, TAG);
      fabric.stop(false);
      assertTrue(send.look() && receive.look());
    }
  }

  @Test
  void aMessageOfNoBytesEndsTheReceiveOfAll() {
    fabric.allowCancel();
    startReceive();
    startSend(0);
    assertTrue(send.look());
    assertTrue(receive.look());
    assertFalse(receive.isComplete());
    assertNull(receive.failure());
  }

  @Test
  void aReceiveThatIsTooLateToCancelIsNotOver() {
    startReceive();
    startSend(0);
    send.look();
    assertFalse(receive.look());
  }

  @Test
  void nothingIsStartedAfterAStop() {
    startReceive();
    receive.stop();
    startSend(BYTES);
    send.look();
    assertTrue(receive.look());
    assertFalse(receive.isComplete());
  }

  @Test
  void aPieceThatCannotBeStartedFailsItOnceTheOtherIsOver() {
    Refusing wire = new Refusing();
    Transfer transfer = new Transfer(wire);
    transfer.send(address(from), BYTES, 1, TAG);
    assertFalse(transfer.look());
    wire.isFirstOver = true;
    assertTrue(transfer.look());
    assertNotNull(transfer.failure());
    assertFalse(transfer.isComplete());
  }

  /** Takes one message and refuses all others. */
  private static final class Refusing implements Wire {
    boolean isFirstOver;
    private boolean isTaken;

    @Override
    public int rank() {
      return 0;
    }

    @Override
    public int size() {
      return 2;
    }

    @Override
    public int pieceBytes(int length) {
      return length;
    }

    @Override
    public Request newRequest() {
      return new Request() {
        @Override
        public void send(long address, int bytes, int to, int tag) throws NetworkException {
          if (isTaken) {
            throw new NetworkException("full");
          }
          isTaken = true;
        }

        @Override
        public void receive(long address, int bytes, int from, int tag) {
          throw new AssertionError("only sends");
        }

        @Override
        public boolean isOver() {
          return isFirstOver;
        }

        @Override
        public int source() {
          return 0;
        }

        @Override
        public int length() {
          return 0;
        }

        @Override
        public void cancel() {
          throw new AssertionError("a send");
        }
      };
    }
  }
}
