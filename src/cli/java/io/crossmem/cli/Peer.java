package io.crossmem.cli;

import io.crossmem.ProcessMemory;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a {@link PingpongPeer} in a separate JVM. */
final class Peer implements AutoCloseable {
  private static final int FIRST_JDK_THAT_WARNS = 24;

  private final Process process;

  /** The address of its buffer, in its memory. */
  final long address;

  /** {@code group}: the name of the group that it joins. */
  Peer(int bytes, String group) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    if (Runtime.version().feature() >= FIRST_JDK_THAT_WARNS) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-cp", classPath()));
    command.addAll(List.of(PingpongPeer.class.getName(), Integer.toString(bytes), group));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String line = process.inputReader().readLine();
    if (line == null) {
      close();
      throw new Refused("the second JVM did not start");
    }
    address = Long.parseLong(line);
  }

  /** The class path of the command line and the library: one jar, or two folders. */
  private static String classPath() {
    return place(Peer.class) + File.pathSeparator + place(ProcessMemory.class);
  }

  /** The absolute path of a class's jar or folder; a relative path could mean another file. */
  private static String place(Class<?> type) {
    try {
      return new File(type.getProtectionDomain().getCodeSource().getLocation().toURI()).getPath();
    } catch (URISyntaxException e) {
      throw new Refused("the class path is not a file: " + e.getMessage(), e);
    }
  }

  ProcessMemory open() throws IOException {
    return ProcessMemory.open(process.pid());
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
