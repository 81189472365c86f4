package io.crossmem.internal.protocol;

import io.crossmem.internal.data.RemoteMapping;
import io.crossmem.internal.data.SealedFile;
import io.crossmem.internal.sys.ErrnoException;
import io.crossmem.internal.sys.Syscalls;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory of other ranks that is mapped here, each mapping at its first use. Their number and total
 * length are limited: beyond that the least recently used ones that no message uses are unmapped.
 *
 * <p>A rank that closes such memory drops its pages in all processes, so a remaining mapping here
 * has only addresses. It is unmapped at the limit, when the rank announces other memory with the
 * same descriptor number (this is soon, since the kernel reuses the lowest free number), or when
 * the rank is gone.
 */
public final class MappingCache {
  /** Each uses up to three mappings, of the kernel's default limit of 65530 per process. */
  private static final int MOST = 512;

  /** A 32-bit process has 2 to 4 GiB of addresses in total. */
  private static final long MOST_BYTES =
      "32".equals(System.getProperty("sun.arch.data.model")) ? 256L << 20 : 1L << 40;

  private final int most;
  private final long mostBytes;
  private final List<RemoteMapping> mappings = new ArrayList<>(); // most recently used first
  private long bytes; // total length

  public MappingCache() {
    this(MOST, MOST_BYTES);
  }

  MappingCache(int most, long mostBytes) {
    this.most = most;
    this.mostBytes = mostBytes;
  }

  /**
   * Returns the mapping of a rank's memory for a message in it; null if it cannot be mapped, or is
   * not the announced memory. It is in use until its release.
   *
   * @param descriptor the rank's descriptor number
   * @param inode to detect that the rank has reused the number for another file
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

  /** Finds a mapping and makes it the most recently used one. */
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
      return null; // another protocol is used
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

  /** Unmaps the memory of a rank that is gone; no message may use it any more. */
  public void drop(Peer peer) {
    for (int i = mappings.size() - 1; i >= 0; i--) {
      if (mappings.get(i).rank() == peer.rank) {
        drop(mappings.get(i));
      }
    }
  }

  /** Unmaps everything; there must be no messages any more. */
  public void close() {
    mappings.forEach(RemoteMapping::close);
    mappings.clear();
    bytes = 0;
  }

  /** Number of mappings. */
  public int size() {
    return mappings.size();
  }

  boolean isInUse() {
    return mappings.stream().anyMatch(RemoteMapping::isInUse);
  }
}
