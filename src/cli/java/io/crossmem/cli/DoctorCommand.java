package io.crossmem.cli;

import io.crossmem.AccessReport;
import io.crossmem.ProcessMemory;
import io.crossmem.internal.sys.Proc;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what works on this machine, and what to do about problems. */
@Command(
    name = "doctor",
    description = {
      "Says whether crossmem works on this machine and JDK and in this container; with a pid,"
          + " whether that process can be accessed, and if not, why and what to do.",
      "The exit status is 1 if there is a problem; warnings do not count."
    })
final class DoctorCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "<pid>",
      converter = PidConverter.class,
      description = "The process to be accessed.")
  private Long pid;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    return pid == null ? machine() : process();
  }

  private int machine() {
    List<Check> checks = new MachineChecks().all();
    boolean fit = checks.stream().noneMatch(check -> check.state() == Check.State.PROBLEM);
    if (json) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("fit", fit);
      map.put("checks", checks.stream().map(Check::toMap).toList());
      print(Json.of(map));
    } else {
      checks.forEach(check -> print(check.line(ansi())));
    }
    return fit ? 0 : 1;
  }

  private int process() {
    AccessReport report = ProcessMemory.diagnose(pid);
    String name = Proc.readIfPossible(Proc.path(pid, "comm")).orElse("");
    if (json) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("pid", pid);
      map.put("name", name);
      map.put("allowed", report.isAllowed());
      map.put("cause", report.cause().toString());
      map.put("explanation", report.explanation());
      map.put("remedy", report.remedy());
      print(Json.of(map));
    } else {
      String process = name.isEmpty() ? "process " + pid : pid + " (" + Printable.of(name) + ")";
      print(
          (report.isAllowed()
                  ? Check.ok(process, report.explanation())
                  : Check.problem(
                      process, report.cause() + ": " + report.explanation(), report.remedy()))
              .line(ansi()));
    }
    return report.isAllowed() ? 0 : 1;
  }

  private static Ansi ansi() {
    return Terminal.OUT.hasColours() ? Ansi.ON : Ansi.OFF;
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line);
  }
}
