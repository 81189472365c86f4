package io.crossmem;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crossmem.Jdks.Jdk;
import io.crossmem.packaged.JarProbe;
import io.crossmem.packaged.TwoLoadersProbe;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The jar that users get, in all the ways that they use it: each test starts a JVM that has that
 * jar, and beside it the classes of {@code io.crossmem.packaged} alone.
 */
class PackagedJarIT {
  private static final Path JAR = Path.of(System.getProperty("crossmem.jar"));
  private static final Path CLI_JAR = Path.of(System.getProperty("crossmem.cli.jar"));
  private static final Path MPI_JAR = Path.of(JAR.toString().replaceFirst("\\.jar$", "-mpi.jar"));
  private static final String PROBE = JarProbe.class.getName();

  @TempDir Path folder;
  private Path probe;
  private Path temporary;

  @BeforeEach
  void copyTheProbeOut() throws IOException {
    probe = folder.resolve("probe");
    Path classes = Files.createDirectories(probe.resolve("io/crossmem/packaged"));
    for (Class<?> main : List.of(JarProbe.class, TwoLoadersProbe.class)) {
      String file = main.getSimpleName() + ".class";
      try (var in = main.getResourceAsStream(file)) {
        Files.copy(in, classes.resolve(file));
      }
    }
    temporary = Files.createDirectory(folder.resolve("temporary"));
  }

  private static Stream<Jdk> jdks() {
    return Jdks.all();
  }

  private static Jdk jdk() {
    return jdks().findFirst().orElseThrow();
  }

  /** Runs a command, whose parts are strings, paths, and lists of them; returns what it prints. */
  private static String run(Object... parts) throws Exception {
    List<String> command = new ArrayList<>();
    for (Object part : parts) {
      for (Object word : part instanceof Collection<?> words ? words : List.of(part)) {
        command.add(word.toString());
      }
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    process.outputWriter().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), command + " does not end");
    assertEquals(0, process.exitValue(), command + ": " + output);
    return output;
  }

  private static void assertReads(String output) {
    assertTrue(output.contains("read 42"), output);
    assertFalse(output.contains("WARNING"), output);
  }

  private static void assertRefuses(String output, String... words) {
    assertTrue(output.contains("unsupported: "), output);
    for (String word : words) {
      assertTrue(output.contains(word), "'" + word + "' is missing: " + output);
    }
  }

  private static String classPath(Path... entries) {
    return String.join(":", Stream.of(entries).map(Path::toString).toList());
  }

  private Object onlyHere() {
    return "-Djava.io.tmpdir=" + temporary;
  }

  private void assertNothingLeft() throws IOException {
    try (var files = Files.list(temporary)) {
      assertEquals(List.of(), files.toList());
    }
  }

  /** The probe as a module of its own. */
  private Path modularProbe(Jdk jdk) throws Exception {
    Path sources = Files.createDirectory(folder.resolve("sources"));
    Path module = folder.resolve("module");
    Path info = sources.resolve("module-info.java");
    Files.writeString(info, "module probe { requires io.crossmem; }");
    Path main = sources.resolve("io/crossmem/packaged/JarProbe.java");
    Files.createDirectories(main.getParent());
    Files.copy(Path.of("src/test/java/programs/io/crossmem/packaged/JarProbe.java"), main);
    run(jdk.home().resolve("bin/javac"), "-p", JAR, "-d", module, info, main);
    return module;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-sources", "-javadoc", "-cli", "-mpi"})
  void eachJarHoldsItsLicence(String kind) throws Exception {
    Path file = Path.of(JAR.toString().replaceFirst("\\.jar$", kind + ".jar"));
    Requires.that(Files.exists(file), "needs " + file + ": mvn package");
    try (JarFile jar = new JarFile(file.toFile())) {
      assertEquals(Files.readString(Path.of("LICENSE")), text(jar, "META-INF/LICENSE"));
      String notice = kind.equals("-cli") ? "src/cli/NOTICE" : "src/main/NOTICE";
      assertEquals(Files.readString(Path.of(notice)), text(jar, "META-INF/NOTICE"));
      boolean picocli = jar.stream().anyMatch(entry -> entry.getName().startsWith("picocli/"));
      assertEquals(picocli, text(jar, "META-INF/NOTICE").contains("picocli"));
    }
  }

  private static String text(JarFile jar, String name) throws IOException {
    try (var in = jar.getInputStream(jar.getEntry(name))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Test
  void theJarOfTheCommandLineHoldsTheLicencesOfWhatIsInIt() throws Exception {
    try (JarFile jar = new JarFile(CLI_JAR.toFile())) {
      assertNotNull(jar.getEntry("META-INF/licenses/jelf.txt"));
      assertNotNull(jar.getEntry("net/fornwall/jelf/ElfFile.class"));
      assertNull(jar.getEntry("module-info.class"));
    }
  }

  @Test
  void itHoldsTheModuleAndNoDependency() throws Exception {
    String description = run(jdk().home().resolve("bin/jar"), "-d", "-f", JAR);
    assertTrue(description.contains("io.crossmem@"), description);
    assertTrue(description.contains("exports io.crossmem\n"), description);
    assertFalse(description.matches("(?s).*exports \\S*(internal|cli).*"), description);
    // A static requirement is one of compilation: without jdk.jfr no message is recorded.
    assertFalse(description.matches("(?s).*requires (?!java.base|jdk.jfr static).*"), description);
    try (JarFile jar = new JarFile(JAR.toFile())) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        String name = entry.getName();
        assertTrue(name.matches("(io/crossmem|META-INF)/.*|io/|module-info.class"), name);
        assertFalse(name.startsWith("io/crossmem/cli/"), name);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void theCommandLinesJarNeedsNothingElse(Jdk jdk) throws Exception {
    String version = run(jdk.java(), onlyHere(), "-jar", CLI_JAR, "--version");
    assertEquals("crossmem " + System.getProperty("crossmem.version"), version.strip());
    String out = run(jdk.java(), onlyHere(), "-jar", CLI_JAR, "pingpong", "--seconds", "0.3");
    assertEquals(10, out.lines().count(), out);
    assertNothingLeft();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void onTheClassPath(Jdk jdk) throws Exception {
    String path = classPath(JAR, probe);
    String output =
        run(jdk.java(), "-Xcheck:jni", jdk.allowing("ALL-UNNAMED"), onlyHere(), "-cp", path, PROBE);
    assertReads(output);
    assertTrue(output.contains("unnamed module"), output);
    assertTrue(output.contains(JAR.getFileName().toString()), output);
    assertNothingLeft();
  }

  /** Two ranks of a program for MPI, with the jar of package mpi. */
  private static String mpirun(Jdk jdk, Object... parts) throws Exception {
    List<Object> line = new ArrayList<>(List.of(jdk.java(), "-jar", CLI_JAR, "run", "-n", 2));
    line.add(jdk.java());
    line.addAll(List.of(parts));
    return run(line.toArray());
  }

  private static void assertMpi(String output) {
    assertTrue(output.contains("[0] rank 0 of 2 heard of 1"), output);
    assertTrue(output.contains("[1] rank 1 of 2 heard of 0"), output);
    assertFalse(output.contains("WARNING"), output);
  }

  private Path compiledForMpi(Jdk jdk, Object path, Object jars, Path... sources) throws Exception {
    Path classes = Files.createDirectory(folder.resolve("for-mpi"));
    run(jdk.home().resolve("bin/javac"), path, jars, "-d", classes, List.of(sources));
    return classes;
  }

  private Path mpiProgram() throws IOException {
    Path source = folder.resolve("Neighbours.java");
    return Files.writeString(
        source,
        """
        package user;

        import mpi.MPI;

        public class Neighbours {
          public static void main(String[] args) throws Exception {
            MPI.Init(args);
            int rank = MPI.COMM_WORLD.Rank();
            int size = MPI.COMM_WORLD.Size();
            int[] heard = new int[1];
            MPI.COMM_WORLD.sendRecv(
                new int[] {rank}, 1, MPI.INT, (rank + 1) % size, 3,
                heard, 1, MPI.INT, MPI.ANY_SOURCE, 3);
            System.out.println("rank " + rank + " of " + size + " heard of " + heard[0]);
            MPI.Finalize();
          }
        }
        """);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aProgramForMpiOnTheClassPathNeedsOnlyTheJarOfPackageMpi(Jdk jdk) throws Exception {
    Path classes = compiledForMpi(jdk, "-cp", MPI_JAR, mpiProgram());
    String path = classPath(MPI_JAR, classes);
    assertMpi(mpirun(jdk, jdk.allowing("ALL-UNNAMED"), "-cp", path, "user.Neighbours"));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void aProgramForMpiOnTheModulePath(Jdk jdk) throws Exception {
    Path info = folder.resolve("module-info.java");
    Files.writeString(info, "module user { requires io.crossmem.mpi; }");
    String jars = classPath(JAR, MPI_JAR);
    Path classes = compiledForMpi(jdk, "-p", jars, info, mpiProgram());
    String path = jars + ":" + classes;
    assertMpi(mpirun(jdk, jdk.allowing("io.crossmem"), "-p", path, "-m", "user/user.Neighbours"));
  }

  @Test
  void onTheClassPathOfA32BitJvm() throws Exception {
    Requires.i386Jvm();
    assertReads(run(Jvm.I386, onlyHere(), "-cp", classPath(JAR, probe), PROBE));
    assertNothingLeft();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void onTheModulePath(Jdk jdk) throws Exception {
    String path = classPath(JAR, modularProbe(jdk));
    String output =
        run(
            jdk.java(),
            jdk.allowing("io.crossmem"),
            onlyHere(),
            "-p",
            path,
            "-m",
            "probe/" + PROBE);
    assertReads(output);
    assertTrue(output.contains("module io.crossmem"), output);
    assertNothingLeft();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void inAnImageOfJlink(Jdk jdk) throws Exception {
    Path image = folder.resolve("image");
    String path = classPath(JAR, modularProbe(jdk));
    run(jdk.home().resolve("bin/jlink"), "-p", path, "--add-modules", "probe", "--output", image);
    String java = image.resolve("bin/java").toString();
    assertEquals(
        List.of("io.crossmem", "java.base", "probe"),
        run(java, "--list-modules").lines().map(line -> line.split("@")[0]).sorted().toList());
    String output = run(java, jdk.allowing("io.crossmem"), onlyHere(), "-m", "probe/" + PROBE);
    assertReads(output);
    assertTrue(output.contains("jrt:/io.crossmem"), output);
    assertNothingLeft();
  }

  /** As in a user's program, on the class path and on the module path. */
  @Test
  void itTakesSegments() throws Exception {
    Jdk jdk = Jdks.atLeast(22);
    Path folderOfSources = Files.createDirectories(folder.resolve("segments/user"));
    Path main = folderOfSources.resolve("SegmentProbe.java");
    Files.writeString(
        main,
        """
        package user;

        import io.crossmem.*;
        import io.crossmem.message.*;
        import java.lang.foreign.*;

        public class SegmentProbe {
          public static void main(String[] args) throws Exception {
            try (Arena arena = Arena.ofShared();
                ProcessMemory self = ProcessMemory.open(ProcessHandle.current().pid());
                Communicator world = Communicator.join("segments-" + self.pid(), 1)) {
              MemorySegment from = arena.allocate(ValueLayout.JAVA_LONG);
              from.set(ValueLayout.JAVA_LONG, 0, 41);
              MemorySegment to = arena.allocate(ValueLayout.JAVA_LONG, 2);
              SegmentTransfer.readFully(self, from.address(), to.asSlice(8));
              Request send = world.isend(SegmentData.of(to, DataType.LONG), 0, 0);
              long[] received = new long[2];
              world.recv(Data.of(received), 0, 0);
              send.await();
              System.out.println("read " + (received[1] + 1));
            }
          }
        }
        """);
    Path info = folderOfSources.getParent().resolve("module-info.java");
    Files.writeString(info, "module user { requires io.crossmem; }");
    Path module = folder.resolve("user");
    run(jdk.home().resolve("bin/javac"), "-p", JAR, "-d", module, info, main);
    String program = "user.SegmentProbe";
    assertReads(
        run(
            jdk.java(),
            "-Xcheck:jni",
            jdk.allowing("ALL-UNNAMED"),
            onlyHere(),
            "-cp",
            classPath(JAR, module),
            program));
    assertReads(
        run(
            jdk.java(),
            jdk.allowing("io.crossmem"),
            onlyHere(),
            "-p",
            classPath(JAR, module),
            "-m",
            "user/" + program));
    assertNothingLeft();
  }

  @Test
  void aJvmThatForbidsNativeAccessIsNamedWithTheFlag() throws Exception {
    Jdk jdk = Jdks.atLeast(24);
    String deny = "--illegal-native-access=deny";
    assertRefuses(
        run(jdk.java(), deny, "-cp", classPath(JAR, probe), PROBE),
        "--enable-native-access=ALL-UNNAMED");
    assertRefuses(
        run(jdk.java(), deny, "-p", classPath(JAR, modularProbe(jdk)), "-m", "probe/" + PROBE),
        "--enable-native-access=io.crossmem");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void inManyClassLoadersAtOnce(Jdk jdk) throws Exception {
    int loaders = 10;
    String output =
        run(
            jdk.java(),
            jdk.allowing("ALL-UNNAMED"),
            onlyHere(),
            "-cp",
            probe,
            TwoLoadersProbe.class.getName(),
            loaders,
            JAR,
            probe);
    assertEquals(Collections.nCopies(2 * loaders, "read 42"), output.lines().toList());
    assertNothingLeft();
  }

  /** All in one jar, as the shade plugin makes it. */
  private Path shaded(String from, String to) throws IOException {
    Path shaded = folder.resolve("shaded.jar");
    try (JarFile jar = new JarFile(JAR.toFile());
        OutputStream file = Files.newOutputStream(shaded);
        JarOutputStream out = new JarOutputStream(file)) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (!entry.isDirectory() && !entry.getName().equals("module-info.class")) {
          put(out, entry.getName(), jar.getInputStream(entry).readAllBytes(), from, to);
        }
      }
      String main = PROBE.replace('.', '/') + ".class";
      put(out, main, Files.readAllBytes(probe.resolve(main)), from, to);
    }
    return shaded;
  }

  /** Names of the same length can be replaced in a class file as they stand. */
  private static void put(JarOutputStream out, String name, byte[] bytes, String from, String to)
      throws IOException {
    String relocated = new String(bytes, ISO_8859_1);
    if (name.endsWith(".class")) {
      relocated = relocated.replace(from, to).replace(from.replace('/', '.'), to.replace('/', '.'));
    }
    out.putNextEntry(new JarEntry(name.replace(from, to)));
    out.write(relocated.getBytes(ISO_8859_1));
  }

  @Test
  void shaded() throws Exception {
    assertReads(
        run(
            jdk().java(),
            jdk().allowing("ALL-UNNAMED"),
            onlyHere(),
            "-cp",
            shaded("io/crossmem", "io/crossmem"),
            PROBE));
    assertNothingLeft();
  }

  @Test
  void aRelocatedPackageIsRefusedWithAMessage() throws Exception {
    Path jar = shaded("io/crossmem", "my/relocate");
    assertRefuses(
        run(
            jdk().java(),
            jdk().allowing("ALL-UNNAMED"),
            "-cp",
            jar,
            PROBE.replace("io.crossmem", "my.relocate")),
        "my.relocate.internal.sys.Syscalls",
        "without relocating");
  }

  /** By way of a shell, as this JVM's own locale may not know the letters. */
  private String inFolder(String locale, String classPath) throws Exception {
    String script =
        """
        set -e
        folder=$1 jar=$2 probe=$3
        shift 3
        mkdir "$folder/Grüße, 世界"
        cd "$folder/Grüße, 世界"
        mkdir 'tmp dir'
        cp "$jar" 'cross mem.jar'
        cp -r "$probe" probe
        LC_ALL=%s "$@" "-Dcrossmem.native.dir=$PWD/tmp dir" -cp "%s" %s
        ls 'tmp dir' | sed 's/^/left: /'
        """;
    Path file = folder.resolve("script");
    Files.writeString(file, script.formatted(locale, classPath, PROBE));
    return run("sh", file, folder, JAR, probe, jdk().java(), jdk().allowing("ALL-UNNAMED"));
  }

  @Test
  void inAPathWithSpacesAndLettersOfOtherAlphabets() throws Exception {
    String output = inFolder("C.UTF-8", "$PWD/cross mem.jar:$PWD/probe");
    assertReads(output);
    assertFalse(output.contains("left: "), output);
  }

  @Test
  void aPathThatTheLocaleCannotEncodeIsRefusedWithAMessage() throws Exception {
    String output = inFolder("C", "$jar:$probe");
    if (!output.contains("read 42")) { // it depends on the JDK
      assertRefuses(
          output, "the locale's encoding lacks characters of this path", "-Dcrossmem.native.dir=");
    }
    assertFalse(output.contains("left: "), output);
  }

  @Test
  void withTheTemporaryFolderMountedNoexec() throws Exception {
    Requires.root();
    List<Object> mounted =
        List.of(
            "unshare",
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs -o noexec none \"$0\" && \"$@\" && ls \"$0\"",
            temporary,
            jdk().java());
    String path = classPath(JAR, probe);
    String flag = String.join(" ", jdk().allowing("ALL-UNNAMED"));
    List<String> flags = flag.isEmpty() ? List.of() : List.of(flag.split(" "));
    assertReads(run(mounted, flags, onlyHere(), "-cp", path, PROBE));
    assertRefuses(
        run(mounted, flags, "-Dcrossmem.native.dir=" + temporary, "-cp", path, PROBE),
        "noexec",
        "-Dcrossmem.native.dir=",
        temporary.toString());
    Path chosen = Files.createDirectory(folder.resolve("chosen"));
    assertReads(
        run(mounted, flags, onlyHere(), "-Dcrossmem.native.dir=" + chosen, "-cp", path, PROBE));
    try (var files = Files.list(chosen)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void fromAReadOnlyHome() throws Exception {
    Requires.root();
    Path home = Files.createDirectory(folder.resolve("home"));
    String mount =
        "mount -t tmpfs -o ro none \"$0\" && ! touch \"$0/file\" 2>&1"
            + " && cd \"$0\" && HOME=$0 exec \"$@\"";
    assertReads(
        run(
            "unshare",
            "--mount",
            "sh",
            "-c",
            mount,
            home,
            jdk().java(),
            jdk().allowing("ALL-UNNAMED"),
            "-Duser.home=" + home,
            onlyHere(),
            "-cp",
            classPath(JAR, probe),
            PROBE));
    assertNothingLeft();
  }

  @Test
  void asAnotherUserWithoutRights() throws Exception {
    Requires.root();
    Path jar = Files.copy(JAR, folder.resolve("crossmem.jar")); // the checkout may be private
    run("chmod", "-R", "a+rX", folder);
    run("chmod", "a+w", temporary);
    assertReads(
        run(
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "--no-new-privs",
            "env",
            "HOME=/nonexistent",
            jdk().java(),
            jdk().allowing("ALL-UNNAMED"),
            onlyHere(),
            "-cp",
            classPath(jar, probe),
            PROBE));
    assertNothingLeft();
  }

  @Test
  void launchStartsTheRanksOfAProgram() throws Exception {
    String output = run("scripts/launch", "-n", 2, "sh", "-c", "echo of $CROSSMEM_SIZE");
    assertEquals(List.of("[0] of 2", "[1] of 2"), output.lines().sorted().toList());
  }
}
