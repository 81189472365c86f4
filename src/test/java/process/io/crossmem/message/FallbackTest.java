package io.crossmem.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Jvm;
import io.crossmem.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** If the kernel denies single copies, large messages are transferred in another way. */
class FallbackTest {
  private static final String[] AS_NOBODY = {
    "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"
  };

  @TempDir static Path classes;

  @BeforeAll
  static void copyClasses() throws Exception {
    Files.setPosixFilePermissions(classes, PosixFilePermissions.fromString("rwxr-xr-x"));
    Jvm.copyForOtherUsers(classes);
  }

  private static List<String> run(List<Jvm> jvms, String when) throws Exception {
    try (Ranks ranks = Ranks.start(jvms, FallbackRank.class, when)) {
      return ranks.finish();
    }
  }

  private static Jvm nobody() {
    return Jvm.under(AS_NOBODY).classPath(classes);
  }

  @ParameterizedTest
  @CsvSource({"start", "between", "during"})
  void aRankThatNobodyMayReach(String when) throws Exception {
    Requires.root();
    List<String> outputs = run(List.of(nobody(), nobody()), when);
    assertTrue(outputs.get(1).contains("kind=TWO_COPY"), outputs.toString());
    assertTrue(outputs.get(1).contains("NOT_DUMPABLE"), outputs.toString());
  }

  @Test
  void ranksThatMayNotCall() throws Exception {
    String deny = Path.of("target/test-native/deny64").toAbsolutePath().toString();
    Jvm denied = Jvm.under(deny, "1", "310,311");
    String first = run(List.of(denied, Jvm.ofBits(64)), "never").get(0);
    assertTrue(first.contains("kind=TWO_COPY"), first);
    String second = run(List.of(Jvm.ofBits(64), Jvm.under(deny, "38", "310,311")), "never").get(1);
    assertTrue(second.contains("kind=TWO_COPY"), second);
  }

  private static String saidBy(String... options) throws Exception {
    String deny = Path.of("target/test-native/deny64").toAbsolutePath().toString();
    Jvm denied = Jvm.under(deny, "1", "310,311").with(options);
    return run(List.of(denied, Jvm.ofBits(64)), "never").get(0);
  }

  /** Logged once in each group that it joins; it prints one line for each group. */
  private static void requireLoggedOnce(String output) {
    int groups = output.split("Transport\\[", -1).length;
    assertEquals(groups, output.split("copied twice", -1).length, output);
    assertTrue(output.contains("rank 1 (pid "), output);
  }

  @Test
  void theReasonIsLoggedOnceIfTheLoggerIsOn() throws Exception {
    Path config = classes.resolve("logging.properties");
    String console = "java.util.logging.ConsoleHandler";
    String lines = "handlers=" + console + "\n" + console + ".level=FINE\nio.crossmem.level=FINE\n";
    Files.writeString(config, lines);
    requireLoggedOnce(saidBy("-Djava.util.logging.config.file=" + config));
  }

  @Test
  void theReasonIsLoggedOnceWithoutJavaLogging() throws Exception {
    requireLoggedOnce(saidBy("--limit-modules=java.base", "-Djdk.system.logger.level=DEBUG"));
  }

  @Test
  void nothingIsLoggedUnlessTheLoggerIsOn() throws Exception {
    for (String[] options : new String[][] {{}, {"--limit-modules=java.base"}}) {
      String output = saidBy(options);
      assertFalse(output.contains("copied twice"), output);
    }
  }

  @Test
  void refusedHugePagesAreLogged() throws Exception {
    for (String level : new String[] {"DEBUG", "INFO"}) {
      Jvm jvm =
          Jvm.ofBits(64).with("--limit-modules=java.base", "-Djdk.system.logger.level=" + level);
      Jvm.Result result = jvm.run(SmallPagesProbe.class);
      assertEquals(0, result.status(), result.output());
      assertTrue(result.output().contains("SHARED, on huge pages: false"), result.output());
      String words = "a MessageBuffer of 4194304 bytes has no huge pages: MADV_COLLAPSE: ";
      assertEquals("DEBUG".equals(level), result.output().contains(words), result.output());
    }
  }
}
