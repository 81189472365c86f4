package io.crossmem;

/**
 * One mapping of a process: a line of {@code /proc/<pid>/maps}, see proc(5).
 *
 * @param start address of the first byte; unsigned
 * @param end address after the last byte; unsigned
 * @param permissions four characters as the kernel prints them, such as {@code rw-p}
 * @param offset of the mapping in the file, in bytes
 * @param device the file's device, as the kernel prints it, such as {@code fe:00}
 * @param inode the file's inode, 0 for memory without a file
 * @param path the file, a name such as {@code [heap]}, or empty; the kernel writes a line break in
 *     a name as {@code \012} and adds {@code (deleted)} to a file that has been unlinked
 */
public record MemoryRegion(
    long start, long end, String permissions, long offset, String device, long inode, String path) {

  /** {@return its length in bytes} */
  public long length() {
    return end - start;
  }

  /** {@return whether the process itself may read here; a transfer may then read it too} */
  public boolean isReadable() {
    return permissions.charAt(0) == 'r';
  }

  /** {@return whether the process itself may write here; a transfer may then write it too} */
  public boolean isWritable() {
    return permissions.charAt(1) == 'w';
  }

  /** {@return whether the process may execute code here} */
  public boolean isExecutable() {
    return permissions.charAt(2) == 'x';
  }

  /** {@return whether writes are seen by other processes that map the same memory} */
  public boolean isShared() {
    return permissions.charAt(3) == 's';
  }

  /**
   * {@return whether the byte at {@code address} is in this region}
   *
   * @param address in the process; unsigned
   */
  public boolean contains(long address) {
    return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
  }

  /** For example {@code 7f0c3a000000-7f0c3a021000 rw-p [heap]}, as the kernel writes it. */
  @Override
  public String toString() {
    String range = Long.toHexString(start) + "-" + Long.toHexString(end) + " " + permissions;
    return path.isEmpty() ? range : range + " " + path;
  }

  /** Reads one line of {@code /proc/<pid>/maps}. */
  static MemoryRegion parse(String line) {
    String[] field = line.split(" +", 6);
    int dash = field[0].indexOf('-');
    return new MemoryRegion(
        Long.parseUnsignedLong(field[0], 0, dash, 16),
        Long.parseUnsignedLong(field[0], dash + 1, field[0].length(), 16),
        field[1],
        Long.parseUnsignedLong(field[2], 16),
        field[3],
        Long.parseLong(field[4]),
        field.length == 6 ? field[5] : "");
  }
}
