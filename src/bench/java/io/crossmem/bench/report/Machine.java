package io.crossmem.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The machine on which it was measured; numbers are meaningless without it. */
record Machine(
    String processor,
    String cores,
    String cache,
    String memory,
    String kernel,
    String hugePages,
    String jdk,
    String date) {

  private static final String UNKNOWN = "unknown";

  static Machine here() {
    String cpuinfo = read("/proc/cpuinfo");
    String virtual = cpuinfo.contains(" hypervisor") ? ", in a virtual machine" : "";
    return new Machine(
        find(
            cpuinfo,
            "(?m)^(?:model name|cpu|cpu model)\\s*: *(.+)$",
            System.getProperty("os.arch")),
        cores(Runtime.getRuntime().availableProcessors()) + virtual,
        lastLevelCache(),
        memory(read("/proc/meminfo")),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        find(read("/sys/kernel/mm/transparent_hugepage/enabled"), "\\[(\\w+)\\]", "none"),
        System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vm.name"),
        LocalDateTime.now(ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm")));
  }

  private static String cores(int cores) {
    return cores == 1 ? "1 core" : cores + " cores";
  }

  private static String lastLevelCache() {
    for (int index = 4; index >= 0; index--) {
      String size = read("/sys/devices/system/cpu/cpu0/cache/index" + index + "/size").strip();
      if (size.matches("\\d+K")) {
        return Quantities.bytes(Long.parseLong(size.replace("K", "")) << 10);
      }
    }
    return UNKNOWN;
  }

  private static String memory(String meminfo) {
    String kib = find(meminfo, "MemTotal:\\s*(\\d+) kB", "0");
    return kib.equals("0")
        ? UNKNOWN
        : Math.round(Long.parseLong(kib) / (double) (1 << 20)) + " GiB";
  }

  private static String find(String text, String pattern, String otherwise) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? matcher.group(1).strip() : otherwise;
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      return ""; // missing in some kernels
    }
  }

  Map<String, String> lines() {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("Processor", processor + ", " + cores);
    lines.put("Last level cache", cache);
    lines.put("Memory", memory);
    lines.put("Kernel", kernel);
    lines.put("Transparent huge pages", hugePages);
    lines.put("JDK", jdk);
    lines.put("Date", date);
    return lines;
  }

  /** For the footer of a picture. */
  String line() {
    String java = "JDK " + System.getProperty("java.version");
    String pages = "transparent huge pages " + hugePages;
    return String.join(" · ", processor, cores, kernel, pages, java, date);
  }
}
