package io.crossmem.internal.engine;

import io.crossmem.internal.engine.Pending.State;
import io.crossmem.internal.protocol.Arrival;
import io.crossmem.internal.protocol.IncomingMessage;
import io.crossmem.internal.protocol.Operation;
import io.crossmem.internal.protocol.OutgoingMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Finds the pending operations, for diagnosis. Used under the engine's lock. */
final class PendingOperations {
  private final Progress progress;

  PendingOperations(Progress progress) {
    this.progress = progress;
  }

  /** All pending operations, then the messages that no receive has matched. */
  List<Pending> all() {
    List<Pending> all = new ArrayList<>();
    forEach((operation, pending) -> all.add(pending));
    for (Arrival arrival : progress.matcher.arrivals()) {
      State state = arrival.message() == null ? State.UNRECEIVED : State.UNRECEIVED_SEND;
      int from = arrival.source();
      all.add(new Pending(arrival.context(), from, arrival.tag(), arrival.bytes(), state, 0));
    }
    return all;
  }

  /** The state of one operation; null if it is not under way. */
  Pending of(Operation wanted) {
    List<Pending> found = new ArrayList<>(1);
    forEach(
        (operation, pending) -> {
          if (operation == wanted) {
            found.add(pending);
          }
        });
    return found.isEmpty() ? null : found.get(0);
  }

  private void forEach(BiConsumer<Operation, Pending> action) {
    for (Operation receive : progress.matcher.posted()) {
      action.accept(receive, pending(receive, State.NO_MESSAGE, 0));
    }
    for (IncomingMessage message : progress.records.all()) {
      Operation receive = message.operation;
      if (receive != null) {
        int context = receive.context().id();
        int from = message.peer.rank;
        action.accept(
            receive,
            new Pending(
                context, from, message.tag, message.length, State.RECEIVING, message.received));
      }
    }
    for (OutgoingMessage message : progress.sends.messages()) {
      if (message.operation != null) {
        action.accept(message.operation, pending(message));
      }
    }
    for (int i = 0; i < progress.connections.size(); i++) {
      for (Operation send : progress.connections.peer(i).waiting()) {
        action.accept(send, pending(send, State.NO_ROOM, 0));
      }
    }
  }

  private static Pending pending(OutgoingMessage message) {
    Operation send = message.operation;
    return switch (message.state) {
      case SENDING -> pending(send, State.SENDING, message.position);
      case PUTTING -> pending(send, State.SENDING, message.written);
      default -> pending(send, State.ANNOUNCED, 0);
    };
  }

  private static Pending pending(Operation operation, State state, long moved) {
    int context = operation.context().id();
    return new Pending(
        context, operation.peer(), operation.tag(), operation.length(), state, moved);
  }
}
