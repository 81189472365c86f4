package io.crossmem.bench.suite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An installation of a C library to compare with: Debian's, or one under another prefix, given by
 * {@code scripts/bench --with}. {@code scripts/build-native} has built its ranks.
 *
 * @param kind {@code openmpi}, {@code mpich} or {@code ucx}
 * @param prefix empty for Debian's
 */
record Installation(String kind, String prefix) {
  static final String OPEN_MPI = "openmpi";
  static final String MPICH = "mpich";
  static final String UCX = "ucx";

  private static final List<Installation> OTHERS =
      parse(System.getProperty("crossmem.bench.with", ""));

  static Installation ofDebian(String kind) {
    return new Installation(kind, "");
  }

  /** The installations of a kind other than Debian's. */
  static List<Installation> others(String kind) {
    return OTHERS.stream().filter(each -> each.kind.equals(kind)).toList();
  }

  /** Debian's if it is installed, then the others. */
  static List<Installation> all(String kind) {
    List<Installation> all = new ArrayList<>();
    Installation debian = ofDebian(kind);
    if (debian.isInstalled()) {
      all.add(debian);
    }
    all.addAll(others(kind));
    return all;
  }

  /** {@code kind=prefix:kind=prefix}. */
  static List<Installation> parse(String with) {
    return Arrays.stream(with.split(":"))
        .filter(each -> !each.isEmpty())
        .map(each -> each.split("=", 2))
        .map(pair -> new Installation(pair[0], pair[1]))
        .toList();
  }

  /** The suffix for the library's name. */
  String suffix() {
    return prefix.isEmpty() ? "" : " " + prefix;
  }

  /** The name of its ranks' program. */
  String program() {
    return prefix.isEmpty()
        ? kind + "_rank"
        : Path.of("with", kind).resolve(prefix.substring(1)).resolve("rank").toString();
  }

  /** The command that starts ranks, or for UCX prints its version. */
  String command() {
    String own =
        switch (kind) {
          case OPEN_MPI -> "mpirun";
          case MPICH -> "mpiexec";
          default -> "ucx_info";
        };
    return prefix.isEmpty() ? debianCommand() : Path.of(prefix, "bin", own).toString();
  }

  /** Both MPIs may be installed, so the name that they share is not used. */
  private String debianCommand() {
    return switch (kind) {
      case OPEN_MPI -> "mpirun.openmpi";
      case MPICH -> "mpiexec.hydra";
      default -> "ucx_info";
    };
  }

  private boolean isInstalled() {
    return Systems.isBuilt(program()) && (kind.equals(UCX) || Programs.arePresent(command()));
  }
}
