package io.crossmem.message;

import java.util.ArrayDeque;

/** The receiver's half of a large message. */
final class Incoming {
  /** What the sender calls it. */
  final int number;

  Peer peer;
  Request request; // null while this is not in use
  int send; // the sender's number of the message
  int tag;
  long length; // bytes
  long address; // in the sender's memory
  long received; // bytes that are in place

  // Parts that come through the ring:
  long expected; // where the next one begins
  long end;
  boolean whole; // all of it comes so

  /** What neither side could copy and has to come through the ring: pairs of from and to. */
  final ArrayDeque<long[]> missing = new ArrayDeque<>();

  Throwable failure; // of what was done with the parts; thrown once all have come
  boolean abandoned; // failed here, while the sender may still send or write parts
  Failing held; // how to fail it once the sender writes no more; null if it need not wait for that
  long heldUntil; // by System.nanoTime

  // Parts to read:
  boolean reading;
  int part; // bytes
  int nextPart; // without a claim; with one, how many this side took
  int parts;
  int claim; // -1 if only this side copies
  boolean sharing; // the sender has not said yet what it wrote

  Incoming(int number) {
    this.number = number;
  }

  void start(Peer from, Request into, int sendNumber, int messageTag, long bytes, long at) {
    peer = from;
    request = into;
    send = sendNumber;
    tag = messageTag;
    length = bytes;
    address = at;
    received = 0;
    expected = 0;
    end = 0;
    whole = false;
    reading = false;
    nextPart = 0;
    claim = -1;
    sharing = false;
    missing.clear();
    failure = null;
    abandoned = false;
    held = null;
  }

  /** Cuts the message for those who copy it. */
  void cut(int partBytes) {
    part = partBytes;
    parts = (int) ((length + part - 1) / part);
  }

  void miss(int index) {
    missing.add(new long[] {partStart(index), partStart(index) + partLength(index)});
  }

  long partStart(int index) {
    return (long) index * part;
  }

  long partLength(int index) {
    return Math.min(part, length - partStart(index));
  }
}
