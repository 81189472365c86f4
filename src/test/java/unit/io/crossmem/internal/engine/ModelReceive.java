package io.crossmem.internal.engine;

import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.protocol.Operation;

/** A receive as the model knows it. */
final class ModelReceive {
  int number; // in the order of their starts
  int rank;
  int context;
  int source;
  int tag;
  int room;
  int start; // of its place in the memory
  int mask; // of the own operand; 0 if there is none
  TestPayload payload;
  TestPayload own; // the own operand
  Operation operation;
  boolean ended;
  boolean aborted;
  boolean combinerFailed;
  boolean quarantined;
  int left = -1; // the event in which it was no more posted
  int hash; // of its memory when it had failed
  ModelSend message; // null if none is known

  boolean accepts(ModelSend send) {
    return send.to == rank
        && send.context == context
        && (source == Operation.ANY || source == send.from)
        && (tag == Operation.ANY || tag == send.tag);
  }

  @Override
  public String toString() {
    return "receive "
        + number
        + " of "
        + rank
        + " context "
        + context
        + " from "
        + source
        + " tag "
        + tag
        + ", room "
        + room
        + (mask == 0 ? "" : ", combined");
  }
}
