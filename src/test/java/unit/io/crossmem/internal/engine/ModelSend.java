package io.crossmem.internal.engine;

import io.crossmem.internal.data.TestPayload;
import io.crossmem.internal.protocol.Operation;

/** A message as the model knows it. */
final class ModelSend {
  int number; // in the order of their starts
  int from;
  int to;
  int context;
  int tag;
  int bytes;
  int start; // of the message in the memory
  TestPayload payload;
  Operation operation;
  boolean ended;
  boolean aborted;
  boolean announced;
  ModelReceive receive; // that got it, or failed because of it; null if none is known to

  boolean failed() {
    return operation != null && operation.isDone() && operation.failure() != null;
  }

  @Override
  public String toString() {
    return "send "
        + number
        + " "
        + from
        + "->"
        + to
        + " context "
        + context
        + " tag "
        + tag
        + ", "
        + bytes
        + " bytes";
  }
}
