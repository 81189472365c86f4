package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Jvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** If the kernel provides no shared memory, or not enough. */
class BufferLimitsTest {
  private static final String DENY =
      Path.of("target/test-native/deny64").toAbsolutePath().toString();
  private static final String MEMFD_CREATE = "319";
  private static final String PIDFD_GETFD = "438";

  private static String output(Jvm jvm, boolean takesDescriptors) throws Exception {
    try (Ranks one =
        Ranks.start(List.of(jvm.withTestLibraries()), BufferLimitsProbe.class, takesDescriptors)) {
      return one.finish().get(0);
    }
  }

  private static Jvm limited(String limit) {
    return Jvm.under("bash", "-c", "ulimit " + limit + "; exec \"$0\" \"$@\"");
  }

  private static void assertSays(String output, String... lines) {
    for (String line : lines) {
      assertTrue(output.contains(line), output);
    }
  }

  /** This limit also applies to files in memory. */
  @Test
  void exceedingALimitIsAClearErrorAndPrivateMemoryIsStillAvailable() throws Exception {
    String error =
        "java.lang.OutOfMemoryError: the kernel cannot allocate 4194304 bytes of shared memory:"
            + " above the limit for file sizes (ulimit -f); MessageBuffer.Kind.PRIVATE uses"
            + " ordinary memory instead";
    assertSays(
        output(limited("-f 1000"), false),
        "chosen: " + error,
        "private: PRIVATE",
        "shared: " + error);
  }

  @Test
  void withoutAnyDescriptorPrivateMemoryIsChosen() throws Exception {
    assertSays(
        output(limited("-n 256"), true),
        "chosen: PRIVATE",
        "private: PRIVATE",
        "shared: java.lang.OutOfMemoryError: the kernel cannot allocate 4194304 bytes of"
            + " shared memory: too many open files in this process");
  }

  @Test
  void whereTheCallIsForbiddenPrivateMemoryIsChosen() throws Exception {
    for (String errno : List.of("1", "38")) {
      assertSays(
          output(Jvm.under(DENY, errno, MEMFD_CREATE), false),
          "chosen: PRIVATE",
          "private: PRIVATE",
          "shared: java.lang.UnsupportedOperationException: the kernel does not provide"
              + " shared memory");
    }
  }

  @Test
  void whereDescriptorsCannotBeTakenOverMessagesTakeAnotherWay() throws Exception {
    for (String errno : List.of("1", "38")) {
      Jvm denied = Jvm.under(DENY, errno, PIDFD_GETFD);
      try (Ranks ranks =
          Ranks.start(List.of(denied, Jvm.ofBits(64)), FallbackRank.class, "never")) {
        assertTrue(ranks.finish().get(0).contains("kind=SINGLE_COPY"));
      }
    }
  }
}
