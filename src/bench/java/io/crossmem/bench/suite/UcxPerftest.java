package io.crossmem.bench.suite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.crossmem.bench.report.Quantities;
import io.crossmem.bench.report.Report;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The result of UCX's own benchmark. It verifies nothing, so it has no row, but users of UCX know
 * its numbers. It listens on every address, so it runs in a separate network namespace.
 */
final class UcxPerftest {
  private static final Pattern RESULT =
      Pattern.compile("(?m)^\\s*\\d+,([\\d.]+),[\\d.inf]+,([\\d.]+),");
  private static final String SCRIPT =
      """
      ip link set lo up
      taskset -c 0 ucx_perftest >/dev/null 2>&1 & server=$!
      for try in $(seq 20); do
        sleep 0.05
        taskset -c 1 ucx_perftest 127.0.0.1 -t tag_lat -s "$0" -n "$1" -w "$1" -f -v 2>/dev/null && break
      done
      kill $server 2>/dev/null
      wait $server
      """;

  private final Report report;
  private final boolean quick;

  UcxPerftest(Report report, boolean quick) {
    this.report = report;
    this.quick = quick;
  }

  void run() throws IOException {
    if (!Programs.arePresent("ucx_perftest", "unshare", "ip")) {
      report.missing("ucx_perftest", "apt-get install ucx-utils iproute2 util-linux");
      return;
    }
    List<String> times = new ArrayList<>();
    for (String ways : List.of(Systems.SINGLE_COPY, Systems.TWO_COPIES)) {
      for (int bytes : new int[] {8, 64 << 10, 1 << 20}) {
        Optional<String> time = time(ways, bytes);
        if (time.isEmpty()) {
          report.leftOut(
              "ucx_perftest", "does not run: it needs a separate network namespace, unshare --net");
          return;
        }
        times.add(time.get());
      }
    }
    report.remark(
        "ucx_perftest -t tag_lat, which verifies nothing and therefore has no row: "
            + String.join(", ", times)
            + ".");
  }

  private Optional<String> time(String ways, int bytes) throws IOException {
    int iterations = Math.max(100, Math.min(quick ? 10_000 : 100_000, (1 << 28) / bytes));
    List<String> command = new ArrayList<>(List.of("unshare"));
    if (!System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("--user", "--map-root-user"));
    }
    command.addAll(List.of("--net", "sh", "-c", SCRIPT));
    command.addAll(List.of(Integer.toString(bytes), Integer.toString(iterations)));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("UCX_TLS", ways);
    builder.environment().put("UCX_ALLOC_PRIO", "mmap"); // private memory, as in all systems
    String output = new String(builder.start().getInputStream().readAllBytes(), UTF_8);
    Matcher result = RESULT.matcher(output);
    return result.find() ? Optional.of(words(ways, bytes, result.group(1))) : Optional.empty();
  }

  private static String words(String ways, int bytes, String micros) {
    return String.format(Locale.ROOT, "%s with %s %s us", Quantities.bytes(bytes), ways, micros);
  }
}
