package io.crossmem.internal.shm;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A segment of which a test decides when a ring cannot be had. */
public final class FaultySegment implements Segment {
  /** Asked before each ring is reserved or mapped. */
  public interface Faults {
    /** Throws if it is to fail. */
    void at(int ring) throws IOException;
  }

  private final Segment segment;
  private Faults reserving = ring -> {};
  private Faults mapping = ring -> {};

  public FaultySegment(Segment segment) {
    this.segment = segment;
  }

  public void whenReserving(Faults faults) {
    reserving = faults;
  }

  public void whenMapping(Faults faults) {
    mapping = faults;
  }

  @Override
  public int size() {
    return segment.size();
  }

  @Override
  public ByteBuffer memory() {
    return segment.memory();
  }

  @Override
  public long address() {
    return segment.address();
  }

  @Override
  public Geometry geometry() {
    return segment.geometry();
  }

  @Override
  public int newRing() {
    return segment.newRing();
  }

  @Override
  public int ringCount() {
    return segment.ringCount();
  }

  @Override
  public void reserveRing(int index) throws IOException {
    reserving.at(index);
    segment.reserveRing(index);
  }

  @Override
  public TypedView mapRing(int index) throws IOException {
    mapping.at(index);
    return segment.mapRing(index);
  }

  @Override
  public void close() {
    segment.close();
  }
}
