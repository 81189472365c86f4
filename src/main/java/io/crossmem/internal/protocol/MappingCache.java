package io.crossmem.internal.protocol;

import io.crossmem.internal.data.RemoteMapping;
import io.crossmem.internal.data.SealedFile;
import io.crossmem.internal.sys.ErrnoException;
import io.crossmem.internal.sys.Syscalls;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory of other ranks that is mapped here, each at its first use. Their number and length have a
 * bound: beyond it those that were used least recently, and by no message now, are given back.
 *
 * <p>A rank that closes such memory drops its pages for all, so what is still mapped of it here are
 * addresses only. They are given back at that bound, when the rank names other memory by the same
 * descriptor, which it does soon since the kernel gives the lowest free number, or when it is gone.
 */
public final class MappingCache {
  /** Each takes up to three mappings, of the 65530 that the kernel gives a process by default. */
  private static final int MOST = 512;

  /** A process of 32 bits has 2 to 4 GiB of addresses, for all that it does. */
  private static final long MOST_BYTES =
      "32".equals(System.getProperty("sun.arch.data.model")) ? 256L << 20 : 1L << 40;

  private final int most;
  private final long mostBytes;
  private final List<RemoteMapping> mappings = new ArrayList<>(); // most recently used first
  private long bytes; // of all

  public MappingCache() {
    this(MOST, MOST_BYTES);
  }

  MappingCache(int most, long mostBytes) {
    this.most = most;
    this.mostBytes = mostBytes;
  }

  /**
   * Memory of a rank, for the use of a message that lies in it; null if it cannot be had, or is not
   * what it is said to be. It is in use until its release.
   *
   * @param descriptor the number that the rank has it open under
   * @param inode by which it is told from what the rank may have open under that number by now
   * @param offset of the message in it
   * @param length of the message in bytes
   */
  public RemoteMapping take(Peer peer, int descriptor, long inode, long offset, long length) {
    RemoteMapping mapping = find(peer, descriptor);
    if (mapping != null && mapping.inode() != inode) {
      if (mapping.isInUse()) {
        return null;
      }
      drop(mapping);
      mapping = null;
    }
    if (mapping == null) {
      mapping = map(peer, descriptor, inode);
    }
    if (mapping == null || !mapping.contains(offset, length)) {
      return null;
    }
    mapping.retain();
    return mapping;
  }

  /** Which is the most recently used one then. */
  private RemoteMapping find(Peer peer, int descriptor) {
    for (int i = 0; i < mappings.size(); i++) {
      RemoteMapping mapping = mappings.get(i);
      if (mapping.isOf(peer.rank, descriptor)) {
        if (i > 0) {
          mappings.remove(i);
          mappings.add(0, mapping);
        }
        return mapping;
      }
    }
    return null;
  }

  private RemoteMapping map(Peer peer, int descriptor, long inode) {
    if (!peer.canMap()) {
      return null;
    }
    int fd = peer.process.takeDescriptor(descriptor);
    if (fd < 0) {
      peer.refusedDescriptor(-fd);
      return null;
    }
    try {
      long length = SealedFile.lengthOf(fd, inode);
      if (length <= 0 || !makeRoom(length)) {
        return null;
      }
      RemoteMapping mapping = RemoteMapping.of(peer.rank, descriptor, inode, fd, length);
      mappings.add(0, mapping);
      bytes += length;
      return mapping;
    } catch (ErrnoException e) {
      peer.refusedMapping(e.errno());
      return null; // there are other ways
    } catch (OutOfMemoryError e) {
      return null;
    } finally {
      Syscalls.close(fd);
    }
  }

  private boolean makeRoom(long length) {
    if (length > mostBytes) {
      return false;
    }
    for (int i = mappings.size() - 1; isFull(length) && i >= 0; i--) {
      if (!mappings.get(i).isInUse()) {
        drop(mappings.get(i));
      }
    }
    return !isFull(length);
  }

  private boolean isFull(long length) {
    return mappings.size() >= most || bytes > mostBytes - length;
  }

  private void drop(RemoteMapping mapping) {
    mappings.remove(mapping);
    bytes -= mapping.length();
    mapping.close();
  }

  /** Gives back what is mapped of a rank that is gone; no message may use it any more. */
  public void drop(Peer peer) {
    for (int i = mappings.size() - 1; i >= 0; i--) {
      if (mappings.get(i).rank() == peer.rank) {
        drop(mappings.get(i));
      }
    }
  }

  /** Gives all back; there are no messages any more. */
  public void close() {
    mappings.forEach(RemoteMapping::close);
    mappings.clear();
    bytes = 0;
  }

  /** How many there are. */
  public int size() {
    return mappings.size();
  }

  boolean isInUse() {
    return mappings.stream().anyMatch(RemoteMapping::isInUse);
  }
}
