package io.crossmem.cli;

import io.crossmem.Errno;
import io.crossmem.MemoryRegion;
import io.crossmem.ProcessMemory;
import io.crossmem.ProcessMemoryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads any length of another process's memory, in pieces, without making the process grow: see
 * {@link RegionReader}.
 */
final class Pieces implements AutoCloseable {
  private static final int PIECE_BYTES = 1 << 20;

  private final ProcessMemory process;
  private final Place place;
  private final RegionReader reader;
  private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);

  Pieces(ProcessMemory process, Place place) throws IOException {
    this.process = process;
    this.place = place;
    this.reader = new RegionReader(process);
  }

  /** Takes bytes: those between the buffer's position and limit. */
  interface Sink {
    void take(long address, ByteBuffer bytes) throws IOException;
  }

  /**
   * Passes all bytes from an address on to a sink, in pieces of 1 MiB, except the last.
   *
   * @throws Refused if memory cannot be read; the message says how much was read, and the sink has
   *     got it
   */
  void readFully(long address, long length, Sink sink) throws IOException {
    Reading reading = new Reading(address, length, sink);
    try {
      reading.run();
    } finally {
      reading.flush();
    }
  }

  private final class Reading {
    private final long start;
    private final long length;
    private final Sink sink;

    /** The address of the piece's first byte. */
    private long pieceAddress;

    Reading(long start, long length, Sink sink) {
      this.start = start;
      this.length = length;
      this.sink = sink;
      this.pieceAddress = start;
      piece.clear();
    }

    void run() throws IOException {
      long end = start + length;
      for (long at = start; at != end; ) {
        Optional<MemoryRegion> region = place.region(at).filter(MemoryRegion::isReadable);
        if (region.isEmpty()) {
          readDirectly(at, end); // its exception says why it cannot be read
          return;
        }
        long stop = Math.min(region.get().end() - at, end - at) + at;
        reader.read(region.get(), at, stop, sinkFor(region.get()));
        at = stop;
      }
    }

    private RegionReader.Sink sinkFor(MemoryRegion region) {
      return new RegionReader.Sink() {
        @Override
        public void bytes(long address, ByteBuffer bytes) throws IOException {
          while (bytes.hasRemaining()) {
            int count = Math.min(piece.remaining(), bytes.remaining());
            piece.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            flushIfFull();
          }
        }

        @Override
        public void hole(long from, long end, RegionReader.Cause cause) throws IOException {
          boolean isZero =
              cause == RegionReader.Cause.UNTOUCHED && region.inode() == 0 && !region.isShared();
          if (isZero && process.regions().contains(region)) {
            zeroes(end - from);
          } else {
            readDirectly(from, end);
          }
        }

        @Override
        public void zeros(long from, long end) throws IOException {
          zeroes(end - from);
        }
      };
    }

    private void zeroes(long count) throws IOException {
      for (long i = 0; i < count; i++) {
        piece.put((byte) 0);
        flushIfFull();
      }
    }

    private void readDirectly(long from, long end) throws IOException {
      for (long at = from; at != end; ) {
        ByteBuffer rest = piece.slice();
        rest.limit((int) Math.min(rest.capacity(), end - at));
        try {
          process.read(at, rest);
        } catch (ProcessMemoryException e) {
          if (e.errno() == Errno.EFAULT) {
            throw stopped("read", e, e.faultAddress() - start, length);
          }
          throw e;
        }
        piece.position(piece.position() + rest.position());
        at += rest.position();
        flushIfFull();
      }
    }

    private void flushIfFull() throws IOException {
      if (!piece.hasRemaining()) {
        flush();
      }
    }

    void flush() throws IOException {
      if (piece.position() > 0) {
        int count = piece.flip().limit();
        sink.take(pieceAddress, piece);
        pieceAddress += count;
        piece.clear();
      }
    }
  }

  /** The exception for an operation that stopped early. */
  static Refused stopped(String verb, ProcessMemoryException e, long done, long length) {
    String where =
        verb + " " + done + " of " + length + " bytes, stopped at " + Numbers.hex(e.faultAddress());
    return new Refused(where + ": " + e.errno() + " (" + e.errno().words() + ")", e);
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
