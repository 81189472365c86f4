package mpi;

import java.io.File;
import java.util.Arrays;

/**
 * The hints to a spawn that have an effect: {@code wdir} is the folder in which the processes
 * start, {@code path} are folders in which the program is searched for, {@code host} must be this
 * machine.
 */
final class SpawnHints {
  private final Info info;

  /** Of an info that may be null. */
  SpawnHints(Info info) {
    this.info = Info.copyOf(info);
    String host = this.info.get("host");
    if (host != null && !Arrays.stream(host.split(",")).allMatch(SpawnHints::isHere)) {
      throw new MPIException(
          ErrorClass.SPAWN, "processes are started on this machine only, not on " + host);
    }
  }

  private static boolean isHere(String host) {
    String name = host.trim();
    return name.equals("localhost") || name.equals("127.0.0.1") || name.equals(World.hostName());
  }

  /** Where to start; null for the folder of this process. */
  File folder() {
    String name = info.get("wdir");
    if (name == null) {
      return null;
    }
    File folder = new File(name);
    if (!folder.isDirectory()) {
      throw new MPIException(ErrorClass.SPAWN, "there is no folder " + name + " to start in");
    }
    return folder;
  }

  /** The program, in the first of the folders that has it. */
  String command(String program) {
    String path = info.get("path");
    if (path == null || program.contains("/")) {
      return program;
    }
    return Arrays.stream(path.split("[: ]"))
        .map(folder -> new File(folder, program))
        .filter(File::canExecute)
        .map(File::getPath)
        .findFirst()
        .orElse(program);
  }
}
