package io.crossmem.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  /** A short name, for the title of a chart. */
  String name() {
    return cores.equals(UNKNOWN) ? processor : processor + ", " + cores;
  }

  /** A machine of which only a name is known. */
  static Machine unknown(String name) {
    return new Machine(name, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);
  }

  /** The lines of machine.csv. */
  List<String> csv() {
    return List.of(
        Csv.line(List.of("processor", processor)),
        Csv.line(List.of("cores", cores)),
        Csv.line(List.of("cache", cache)),
        Csv.line(List.of("memory", memory)),
        Csv.line(List.of("kernel", kernel)),
        Csv.line(List.of("hugePages", hugePages)),
        Csv.line(List.of("jdk", jdk)),
        Csv.line(List.of("date", date)));
  }

  /** Reads such lines; what is missing in them is unknown. */
  static Machine parse(List<String> lines) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : lines) {
      List<String> fields = Csv.fields(line);
      if (fields.size() == 2) {
        values.put(fields.get(0), fields.get(1));
      }
    }
    return new Machine(
        values.getOrDefault("processor", UNKNOWN),
        values.getOrDefault("cores", UNKNOWN),
        values.getOrDefault("cache", UNKNOWN),
        values.getOrDefault("memory", UNKNOWN),
        values.getOrDefault("kernel", UNKNOWN),
        values.getOrDefault("hugePages", UNKNOWN),
        values.getOrDefault("jdk", UNKNOWN),
        values.getOrDefault("date", UNKNOWN));
  }

  /** For the footer of a picture; without what is unknown. */
  String line() {
    String java = jdk.equals(UNKNOWN) ? UNKNOWN : "JDK " + jdk.replaceAll("[+,].*", "");
    String pages = hugePages.equals(UNKNOWN) ? UNKNOWN : "transparent huge pages " + hugePages;
    return Stream.of(processor, cores, kernel, pages, java, date)
        .filter(each -> !each.equals(UNKNOWN))
        .collect(Collectors.joining(" · "));
  }
}
