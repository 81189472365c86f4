package io.crossmem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Another JVM with this one's class path. It runs to its end, and its output is stored. */
public final class Jvm {
  private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  /** For JVMs that live for a second or two: they compile less, and start fewer threads. */
  static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  /** The 32-bit JVM of scripts/fetch-i386-jvm. */
  static final Path I386 = Path.of("target/i386-jvm/java").toAbsolutePath();

  private static final Executor TOO_LATE = CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES);

  private static final boolean WARNS_OF_NATIVE_ACCESS = Runtime.version().feature() >= 24;

  private final List<String> command = new ArrayList<>();
  private final List<String> options = new ArrayList<>(List.of("-Xcheck:jni", "-Xmx256m"));
  private final List<String> speed = new ArrayList<>(SHORT_LIVED);
  private String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private String classPath =
      Path.of("target/classes").toAbsolutePath()
          + ":"
          + Path.of("target/test-classes").toAbsolutePath();

  /** What a JVM printed and how it ended. */
  public record Result(int status, String output) {}

  /** A JVM started by another command, such as {@code setpriv ...}. */
  public static Jvm under(String... prefix) {
    Jvm jvm = new Jvm();
    jvm.command.addAll(Arrays.asList(prefix));
    jvm.allowNativeAccess();
    return jvm;
  }

  /** A JVM of 64 or 32 bits. */
  public static Jvm ofBits(int bits) {
    Jvm jvm = new Jvm();
    if (bits == 32) {
      jvm.java = I386.toString();
    } else {
      jvm.allowNativeAccess();
    }
    return jvm;
  }

  /** Otherwise the output would contain a warning. */
  private void allowNativeAccess() {
    if (WARNS_OF_NATIVE_ACCESS) {
      options.add(NATIVE_ACCESS);
    }
  }

  /** Without the option that newer JDKs need to load native code. */
  public Jvm withoutNativeAccess() {
    options.remove(NATIVE_ACCESS);
    return this;
  }

  /** With the compiler that optimizes most, as in programs that run for longer. */
  public Jvm optimizing() {
    speed.clear();
    return this;
  }

  /** Options of the JVM itself. */
  public Jvm with(String... more) {
    options.addAll(Arrays.asList(more));
    return this;
  }

  /** The class path instead of this JVM's. */
  public Jvm classPath(Path... entries) {
    classPath = String.join(":", Arrays.stream(entries).map(Path::toString).toList());
    return this;
  }

  /** Adds the other libraries of this JVM, such as JUnit's assertions. */
  public Jvm withTestLibraries() {
    classPath +=
        ":" + System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return this;
  }

  /** Starts a class's main method; its errors go where its output goes. */
  public Process start(Class<?> main, Object... arguments) throws IOException {
    List<String> line = new ArrayList<>(command);
    line.add(java);
    line.addAll(speed);
    line.addAll(options);
    line.addAll(List.of("-cp", classPath, main.getName()));
    for (Object argument : arguments) {
      line.add(argument.toString());
    }
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process.outputWriter().close();
    return process;
  }

  /** Runs a class's main method; fails if -Xcheck:jni warns or it takes over two minutes. */
  public Result run(Class<?> main, Object... arguments) throws IOException, InterruptedException {
    return finish(start(main, arguments));
  }

  /** Reads what a JVM prints, to its end; fails as {@link #run} does. */
  public static Result finish(Process process) throws IOException, InterruptedException {
    CompletableFuture<Void> end = CompletableFuture.runAsync(process::destroyForcibly, TOO_LATE);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    boolean isLate = !end.cancel(false);
    if (!process.waitFor(60, TimeUnit.SECONDS) || isLate) {
      process.destroyForcibly();
      throw new AssertionError(process + " does not end: " + output);
    }
    if (output.contains("WARNING in native method") || output.contains("FATAL ERROR in native")) {
      throw new AssertionError("-Xcheck:jni warned: " + output);
    }
    return new Result(process.exitValue(), output);
  }

  /**
   * A copy of the compiled classes that every user may read; the checkout's folder may be private.
   */
  public static Path copyForOtherUsers(Path into) throws IOException {
    for (String folder : List.of("target/classes", "target/test-classes/io/crossmem")) {
      Path from = Path.of(folder);
      Path to = folder.endsWith("classes") ? into : into.resolve("io/crossmem");
      Files.walkFileTree(
          from,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Path copy = to.resolve(from.relativize(file));
              Files.createDirectories(copy.getParent());
              Files.copy(file, copy);
              return FileVisitResult.CONTINUE;
            }
          });
    }
    new ProcessBuilder("chmod", "-R", "a+rX", into.toString()).inheritIO().start().onExit().join();
    return into;
  }
}
