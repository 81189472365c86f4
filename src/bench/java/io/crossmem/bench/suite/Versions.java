package io.crossmem.bench.suite;

import com.sun.jna.Native;
import io.aeron.AeronVersion;
import io.crossmem.bench.peer.NettyPeer;
import io.crossmem.bench.report.Report;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The versions of the peers. */
final class Versions {
  private static final Pattern NUMBER = Pattern.compile("\\d+\\.\\d+[.\\d]*");

  private Versions() {}

  static void tell(Report report) throws IOException {
    report.version("JNA", Native.VERSION);
    report.version("Aeron and Agrona", AeronVersion.VERSION);
    report.version("Netty", NettyPeer.version());
    tell(report, "Open MPI", Installation.OPEN_MPI, "--version");
    tell(report, "MPICH", Installation.MPICH, "--version");
    tell(report, "UCX", Installation.UCX, "-v");
    if (Systems.foreignJava().isPresent()) {
      String java = Systems.foreignJava().get().toString();
      tellOf(report, "JDK of the Foreign Function API", java, "--version");
    }
  }

  private static void tell(Report report, String library, String kind, String option)
      throws IOException {
    tellOf(report, library, Installation.ofDebian(kind).command(), option);
    for (Installation other : Installation.others(kind)) {
      tellOf(report, library + other.suffix(), other.command(), option);
    }
  }

  /** The first number in the command's output; nothing if it cannot be started. */
  private static void tellOf(Report report, String system, String... command) throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return; // reported as missing where it is needed
    }
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher number = NUMBER.matcher(line);
        if (number.find()) {
          report.version(system, number.group());
          return;
        }
      }
    }
  }
}
