package io.crossmem.internal.sys;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The kernel's list of mounts, and the entry for a folder. */
class ProcMountsTest {
  private static final Path FOLDER = Path.of("/dev/shm");
  private static final String WRITABLE = "tmpfs /dev/shm tmpfs rw,nosuid,size=64k 0 0\n";
  private static final String READ_ONLY = "tmpfs /dev/shm tmpfs ro,nosuid,size=64k 0 0\n";

  private static boolean isReadOnly(String mounts) {
    return Proc.isMountedReadOnly(mounts, FOLDER);
  }

  @Test
  void theLastMountIsUsed() {
    assertFalse(isReadOnly(WRITABLE));
    assertTrue(isReadOnly(READ_ONLY));
    assertTrue(isReadOnly(WRITABLE + READ_ONLY));
    assertFalse(isReadOnly(READ_ONLY + WRITABLE));
  }

  @Test
  void onlyTheExactFolderAndOptionCount() {
    assertFalse(isReadOnly("tmpfs /dev/shm/a tmpfs ro 0 0\n"));
    assertFalse(isReadOnly("tmpfs /dev/shm tmpfs rw,errors=remount-ro 0 0\n"));
    assertFalse(isReadOnly(""));
  }

  /** The kernel leaves a carriage return in a name as it is. */
  @Test
  void aCarriageReturnInANameEndsNoLine() {
    assertTrue(isReadOnly("a\rb /mnt/c tmpfs rw 0 0\n" + READ_ONLY));
    assertFalse(isReadOnly(WRITABLE + "a\rb /mnt/c tmpfs ro 0 0\n"));
  }
}
