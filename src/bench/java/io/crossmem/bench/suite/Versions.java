package io.crossmem.bench.suite;

import com.sun.jna.Native;
import io.aeron.AeronVersion;
import io.crossmem.bench.report.Report;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the peers call themselves. */
final class Versions {
  private static final Pattern NUMBER = Pattern.compile("\\d+\\.\\d+[.\\d]*");

  private Versions() {}

  static void tell(Report report) throws IOException {
    report.version("JNA", Native.VERSION);
    report.version("Aeron and Agrona", AeronVersion.VERSION);
    tell(report, "Open MPI", "mpirun.openmpi", "--version");
    tell(report, "MPICH", "mpiexec.hydra", "--version");
    tell(report, "UCX", "ucx_info", "-v");
    if (Systems.foreignJava().isPresent()) {
      String java = Systems.foreignJava().get().toString();
      tell(report, "JDK of the Foreign Function API", java, "--version");
    }
  }

  /** The first number in what the command says; nothing where it cannot be started. */
  private static void tell(Report report, String system, String... command) throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return; // named as missing where it is needed
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
