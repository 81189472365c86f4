package io.crossmem.internal.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.crossmem.internal.sys.Proc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Identifies a node: ranks with the same key share /dev/shm and a pid namespace. The boot id alone
 * is not enough, since containers of one machine have the same.
 */
final class NodeKey {
  private static final int BYTES = 16;

  private NodeKey() {}

  /** The key of this process: 32 hexadecimal digits. */
  static String own() throws IOException {
    String words =
        String.join(
            " ",
            Proc.readIfPossible(Path.of("/proc/sys/kernel/random/boot_id")).orElse(""),
            Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString(),
            Files.readSymbolicLink(Path.of("/proc/self/ns/user")).toString(),
            Files.getAttribute(MeetingFolder.SHARED_MEMORY, "unix:dev").toString());
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(words.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
