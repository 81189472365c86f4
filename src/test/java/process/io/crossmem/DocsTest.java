package io.crossmem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.internal.shm.Geometry;
import io.crossmem.internal.shm.RingDescriptor;
import io.crossmem.internal.shm.SegmentDescriptor;
import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.Layout;
import io.crossmem.message.MessageBuffer;
import io.crossmem.message.Op;
import io.crossmem.message.PersistentRequest;
import io.crossmem.message.Request;
import io.crossmem.message.Status;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * README.md and docs: runs each command and each program as it is shown.
 *
 * <p>A block of {@code sh} is one script, run in the checkout. A block of {@code text} directly
 * after it is its output: the same lines in any order. There {@code ...} stands for any text, and
 * alone in a line for any lines. The word PID stands for the pid of a process. Words after {@code
 * sh} are conditions: {@code status=1} is the exit status, {@code root} and {@code two-cores} are
 * requirements. A block of {@code java} is a file of the tests; JUnit runs it, or a block of {@code
 * sh} of the same page.
 */
class DocsTest {
  private static final Pattern CLASS = Pattern.compile("(?m)^(?:public )?class (\\w+)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^):#]+)(?:#[^)]*)?\\)");
  private static final Pattern STATUS = Pattern.compile("status=(\\d+)");
  private static final Pattern CALL = Pattern.compile("\\b([a-z]\\w+)\\(");
  private static final Pattern OFFSET =
      Pattern.compile("(?m)^\\| (\\d+) \\| [^|]*\\| `(\\w+)` \\|");

  /** Without the first, newer JDKs would print a warning. */
  private static final String OPTIONS =
      "--enable-native-access=ALL-UNNAMED " + String.join(" ", Jvm.SHORT_LIVED);

  private static final String ANYTHING = "...";

  /** A script with its expected output, if the page shows it. */
  private record Script(Markdown.Block block, Optional<String> prints) {
    @Override
    public String toString() {
      return block.toString();
    }
  }

  static List<Script> scripts() throws IOException {
    List<Script> scripts = new ArrayList<>();
    for (Path page : Markdown.pages()) {
      List<Markdown.Block> blocks = Markdown.blocks(page);
      for (int i = 0; i < blocks.size(); i++) {
        Markdown.Block block = blocks.get(i);
        if (block.language().equals("sh")) {
          Optional<String> prints =
              blocks.stream()
                  .skip(i + 1)
                  .limit(1)
                  .filter(next -> next.language().equals("text") && follows(block, next))
                  .map(Markdown.Block::text)
                  .findFirst();
          scripts.add(new Script(block, prints));
        }
      }
    }
    return scripts;
  }

  /** With only an empty line between them. */
  private static boolean follows(Markdown.Block block, Markdown.Block next) {
    return next.line() == block.line() + block.text().lines().count() + 3;
  }

  static List<Markdown.Block> programs() throws IOException {
    List<Markdown.Block> programs = new ArrayList<>();
    for (Path page : Markdown.pages()) {
      Markdown.blocks(page).stream()
          .filter(block -> block.language().equals("java"))
          .forEach(programs::add);
    }
    return programs;
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void aScriptDoesWhatThePageSays(Script script) throws Exception {
    String info = script.block.info();
    if (info.contains("root")) {
      Requires.root();
    }
    if (info.contains("two-cores")) {
      Requires.that(Runtime.getRuntime().availableProcessors() > 1, "needs two cores");
    }
    if (script.block.text().contains("PID")) { // a process that is no child of the command's
      String scope = Files.exists(Yama.SCOPE) ? Files.readString(Yama.SCOPE).strip() : "0";
      Requires.that(scope.equals("0"), "needs kernel.yama.ptrace_scope=0: sysctl -w");
    }
    Matcher status = STATUS.matcher(info);
    int expected = status.find() ? Integer.parseInt(status.group(1)) : 0;
    Process target = new ProcessBuilder("sleep", "600").start();
    try {
      String output = run(script.block.text(), target.pid(), expected);
      script.prints.ifPresent(prints -> assertPrints(prints, output));
    } finally {
      target.destroyForcibly();
    }
  }

  private static String run(String text, long pid, int status) throws Exception {
    String script =
        text.replaceAll("\\bPID\\b", Long.toString(pid))
            .replace("java -", "java " + OPTIONS + " -")
            .replace("scripts/launch", quoted("run"))
            .replace("scripts/crossmem", quoted());
    ProcessBuilder builder = // what hangs is ended, with status 124
        new ProcessBuilder("timeout", "120", "bash", "-euo", "pipefail", "-c", script);
    Path java = Path.of(System.getProperty("java.home"), "bin");
    builder.environment().merge("PATH", java.toString(), (path, bin) -> bin + ":" + path);
    builder.redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(status, process.waitFor(), output);
    return output;
  }

  private static String quoted(Object... arguments) {
    return new Cli()
        .line(arguments).stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
  }

  private static void assertPrints(String expected, String output) {
    List<String> patterns = expected.lines().filter(line -> !line.equals(ANYTHING)).toList();
    List<String> printed = output.lines().toList();
    for (String pattern : patterns) {
      assertTrue(
          printed.stream().anyMatch(line -> matches(pattern, line)), pattern + "\n" + output);
    }
    boolean more = expected.lines().anyMatch(ANYTHING::equals);
    for (String line : printed) {
      boolean said = more || patterns.stream().anyMatch(pattern -> matches(pattern, line));
      assertTrue(said, "the page does not show this: " + line);
    }
  }

  private static boolean matches(String pattern, String line) {
    String regex =
        Stream.of(pattern.split(Pattern.quote(ANYTHING), -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    return line.matches(regex);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void aProgramIsAFileThatIsRun(Markdown.Block block) throws Exception {
    Matcher declaration = CLASS.matcher(block.text());
    assertTrue(declaration.find(), "no class");
    String name = declaration.group(1);
    Path file = file(name);
    assertEquals(Files.readString(file).replaceFirst("package .*;\n\n", ""), block.text());
    boolean isRun =
        name.endsWith("Test")
            || Markdown.blocks(block.page()).stream()
                .anyMatch(
                    other ->
                        other.language().equals("sh")
                            && other.text().contains("io.crossmem.example." + name));
    assertTrue(isRun, "no block of sh runs " + name);
  }

  private static Path file(String name) {
    return Stream.of("programs", "process")
        .map(root -> Path.of("src/test/java", root, "io/crossmem/example", name + ".java"))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no file of an example " + name));
  }

  @Test
  void linksLeadToFiles() throws Exception {
    for (Path page : Markdown.pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        assertTrue(Files.exists(page.resolveSibling(link.group(1))), page + ": " + link.group(1));
      }
    }
  }

  @Test
  void theReadmeLeadsToEachPage() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    for (Path page : Markdown.pages()) {
      assertTrue(
          page.toString().equals("README.md") || readme.contains("(" + page + ")"), page + "");
    }
  }

  @Test
  void theReadmeHasTheCoordinatesOfThePom() throws Exception {
    String pom = Files.readString(Path.of("pom.xml"));
    List<String> coordinates =
        Stream.of("groupId", "artifactId", "version")
            .map(name -> Pattern.compile("<" + name + ">(.*?)<").matcher(pom))
            .map(first -> first.results().findFirst().orElseThrow().group(1))
            .toList();
    String readme = Files.readString(Path.of("README.md"));
    for (String part : coordinates) {
      assertTrue(readme.contains(">" + part + "</"), part);
    }
    assertTrue(readme.contains("\"" + String.join(":", coordinates) + "\""), "Gradle");
    assertTrue(readme.contains("Version " + coordinates.get(2) + ":"), "the version");
  }

  @Test
  void fromMpiNamesEachCallThatThereIsAndNoOther() throws Exception {
    String page = Files.readString(Path.of("docs/from-mpi.md"));
    Set<String> calls = new TreeSet<>();
    for (Class<?> type :
        List.of(
            Communicator.class,
            Request.class,
            PersistentRequest.class,
            Status.class,
            Data.class,
            Layout.class,
            Op.class,
            MessageBuffer.class,
            System.class)) {
      Stream.of(type.getMethods()).map(Method::getName).forEach(calls::add);
    }
    page.lines()
        .filter(line -> line.startsWith("| `MPI_"))
        .flatMap(line -> CALL.matcher(line).results().map(call -> call.group(1)))
        .forEach(call -> assertTrue(calls.contains(call), call));
    for (Method method : Communicator.class.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers())
          && !Set.of("transport", "toString").contains(method.getName())) {
        assertTrue(page.contains(method.getName() + "("), method.getName() + " is missing");
      }
    }
  }

  @Test
  void tuningSaysWhatSharedMemoryRanksTake() throws Exception {
    String page = Files.readString(Path.of("docs/tuning.md"));
    for (int ranks : new int[] {2, 4, 8, 16, 32, 64, 128, 256, 1000}) {
      long ring = Geometry.forRanks(ranks).ringBytes();
      long joining = joining(ranks);
      long all = SegmentDescriptor.rings(ranks) + ring * ranks * (ranks - 1);
      String row =
          "| %d | %d KiB | %s | %s |".formatted(ranks, ring >> 10, size(joining), size(all));
      assertTrue(page.contains(row), row);
    }
    assertTrue(joining(680) <= 64 << 20 && joining(681) > 64 << 20);
    assertTrue(page.contains("enough for 680 ranks to join"));
  }

  private static long joining(int ranks) {
    long rings = (long) ranks * Math.min(ranks - 1, 4);
    return SegmentDescriptor.rings(ranks) + rings * Geometry.forRanks(ranks).ringBytes();
  }

  private static String size(long bytes) {
    double mib = bytes / 1048576.0;
    return mib < 1024
        ? String.format(Locale.ROOT, "%.1f MiB", mib)
        : String.format(Locale.ROOT, "%.1f GiB", mib / 1024);
  }

  @ParameterizedTest
  @CsvSource({"2, 16", "17, 32", "33, 64", "65, 128", "129, 32768"})
  void memoryLayoutSaysHowLargeRingsAre(int from, int to) throws Exception {
    Geometry geometry = Geometry.forRanks(from);
    assertEquals(geometry, Geometry.forRanks(to));
    String row =
        "| %s | %d | %d KiB | %d KiB | %d KiB |"
            .formatted(
                to == 32768 ? from + " and more" : from + " to " + to,
                geometry.entries(),
                geometry.dataBytes() >> 10,
                geometry.maxPayload() >> 10,
                geometry.ringBytes() >> 10);
    assertTrue(Files.readString(Path.of("docs/memory-layout.md")).contains(row), row);
  }

  @ParameterizedTest
  @ValueSource(classes = {SegmentDescriptor.class, RingDescriptor.class})
  void memoryLayoutHasTheOffsetsOfTheCode(Class<?> descriptor) throws Exception {
    String page = Files.readString(Path.of("docs/memory-layout.md"));
    Matcher row = OFFSET.matcher(page);
    int found = 0;
    while (row.find()) {
      Optional<Field> field =
          Stream.of(descriptor.getFields())
              .filter(each -> each.getName().equals(row.group(2)))
              .findFirst();
      if (field.isPresent()) {
        assertEquals(Integer.parseInt(row.group(1)), field.get().getInt(null), row.group(2));
        found++;
      }
    }
    assertTrue(found >= 11, descriptor + ": " + found);
  }
}
