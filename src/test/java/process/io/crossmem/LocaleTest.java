package io.crossmem;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.cli.JsonReader;
import io.crossmem.message.NumbersRank;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locales with other digits, with other letters, or with ASCII only. */
class LocaleTest {
  private static final String ARABIC = "ar-EG";
  private static final String PERSIAN = "fa-IR";
  private static final String THAI = "th-TH-u-nu-thai";
  private static final String TURKISH = "tr-TR";

  /** The options of a JVM that has this locale from its start. */
  private static String[] options(String tag) {
    Locale locale = Locale.forLanguageTag(tag);
    List<String> options = new ArrayList<>();
    options.add("-Duser.language=" + locale.getLanguage());
    options.add("-Duser.country=" + locale.getCountry());
    if (locale.hasExtensions()) {
      options.add("-Duser.extensions=" + tag.substring(tag.indexOf("u-")));
    }
    return options.toArray(String[]::new);
  }

  /** Calls a command in this JVM while it has a locale. */
  private static Cli.Result call(String tag, Object... arguments) {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(tag));
    try {
      return Cli.call(arguments);
    } finally {
      Locale.setDefault(before);
    }
  }

  private static String ascii(String text) {
    assertTrue(US_ASCII.newEncoder().canEncode(text.replace("µ", "u")), text);
    return text;
  }

  @ParameterizedTest
  @ValueSource(strings = {ARABIC, PERSIAN, THAI, TURKISH})
  void theCommandLineWritesTheSameDigitsAndLetters(String locale) throws Exception {
    try (Foreign foreign = Foreign.start()) {
      long pid = foreign.pid();
      long address = foreign.value("rw");
      ascii(call(locale, "maps", pid).succeeded());
      Object[] read = {"read", pid, address, 64};
      assertEquals(call("en-US", read).succeeded(), ascii(call(locale, read).succeeded()));
    }
    JsonReader.read(ascii(call(locale, "doctor", "--json").succeeded()));
    ascii(call(locale, "doctor").succeeded());
    String wrong = call(locale, "run", "-n", 2000, "true").failed(2).err();
    assertTrue(wrong.contains("expected 1 to 1024 ranks, not 2000"), wrong);
    Cli process = new Cli();
    for (String option : options(locale)) {
      process.option(option);
    }
    ascii(process.with("pingpong", "--seconds", "0.01").succeeded());
  }

  @ParameterizedTest
  @ValueSource(strings = {ARABIC, PERSIAN, THAI, TURKISH})
  void ranksWriteTheSameDigitsAndLetters(String locale) throws Exception {
    List<String> lines =
        ascii(Launched.run(2, NumbersRank.class, options(locale))).lines().toList();
    for (int rank = 0; rank < 2; rank++) {
      String truncated =
          "a message of 40 bytes from rank "
              + (1 - rank)
              + " with tag 2 does not fit into 16 bytes";
      assertTrue(lines.contains("[" + rank + "] " + truncated), lines::toString);
    }
    assertEquals(4, lines.size(), lines::toString);
  }

  /** A shell produces the bytes, since the locale of this JVM may not have these characters. */
  private static Cli inAscii(String bytes, Object... before) {
    StringBuilder script = new StringBuilder("export LC_ALL=C; exec \"$@\"");
    for (Object argument : before) {
      script.append(" '").append(argument).append("'");
    }
    return Cli.under("sh", "-c", script + " \"$(printf '" + bytes + "')\"", "-");
  }

  @Test
  void ranksGetTheBytesOfTheirArgumentsInAnyLocale() throws Exception {
    byte[] out =
        inAscii("it\\047s $HOME gr\\303\\274n \\377 \\n\\t*", "run", "-n", 1, "printf", "<%s>")
            .with()
            .bytes();
    assertEquals(
        "[0] <it's $HOME gr\u00c3\u00bcn \u00ff \n[0] \t*>\n", new String(out, ISO_8859_1));
  }

  @Test
  void argumentsAreUtf8InAnyLocale() throws Exception {
    inAscii("gr\\303\\274n", "maps").with().failed(2, "'grün'");
  }

  @Test
  void aFolderThatTheLocaleCannotEncodeIsRefusedWithTheLocaleToUse() throws Exception {
    inAscii("gr\\303\\274n", "dump", ProcessHandle.current().pid())
        .with()
        .failed(2, "'grün'", "LC_ALL=C.UTF-8");
  }

  @Test
  void aFileThatTheLocaleCannotEncodeIsRefusedWithTheLocaleToUse() throws Exception {
    long pid = ProcessHandle.current().pid();
    inAscii("gr\\303\\274n", "read", pid, "stack", "16", "--raw")
        .with()
        .failed(2, "'grün'", "LC_ALL=C.UTF-8");
    inAscii("@gr\\303\\274n", "write", pid, "stack").with().failed(2, "'grün'", "LC_ALL=C.UTF-8");
    Cli.under(
            "env",
            "LC_ALL=C",
            "sh",
            "-c",
            "exec \"$@\" -wdir \"$(printf 'gr\\303\\274n')\" true",
            "-")
        .with("mpirun", "-n", 1)
        .failed(2, "'grün'", "LC_ALL=C.UTF-8");
  }

  @Test
  void ranksHaveTheLocaleThatTheScriptChanged() throws Exception {
    String print = "echo ${LC_ALL-unset} ${CROSSMEM_LC_ALL-unset}";
    for (String users : List.of("C", "")) {
      Cli cli = Cli.under("env", "LC_ALL=C.UTF-8", "CROSSMEM_LC_ALL=" + users);
      String expected = users.isEmpty() ? "unset" : users;
      assertEquals(
          "[0] " + expected + " unset\n", cli.with("run", "-n", 1, "sh", "-c", print).succeeded());
    }
  }
}
