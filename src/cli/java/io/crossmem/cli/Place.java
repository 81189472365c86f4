package io.crossmem.cli;

import io.crossmem.MemoryRegion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Converts between addresses and their text: {@code 0x7f12...}, {@code libc.so.6+0x1000}, {@code
 * [heap]}. A file's name or full path means the lowest address where its beginning is mapped. The
 * brackets of {@code [heap]} are optional, because a shell treats them as a pattern.
 */
final class Place {
  /** For the help of every command that takes an address. */
  static final String HELP =
      "0x7f0012345678, 7f0012345678, heap, stack, libc.so.6, or a symbol such as counter or"
          + " libc.so.6!environ, optionally followed by +offset or -offset. Digits alone are"
          + " decimal.";

  private static final int MOST_CANDIDATES = 8;
  private static final Comparator<MemoryRegion> BY_ADDRESS =
      (a, b) -> Long.compareUnsigned(a.start(), b.start());
  private static final String DELETED = " (deleted)";

  /** The kernel uses these names for one area, which may consist of several regions. */
  private static final Set<String> ONE_AREA = Set.of("[heap]", "[stack]");

  private final List<MemoryRegion> regions;
  private final Map<String, List<MemoryRegion>> byPath = new HashMap<>();
  private final Map<String, List<MemoryRegion>> bySimpleName = new HashMap<>();
  private final Map<String, OptionalLong> bases = new HashMap<>();
  private final Symbols symbols;
  private final IdentityHashMap<MemoryRegion, Origin> origins = new IdentityHashMap<>();

  /** The symbols of mapped files. */
  interface Symbols {
    /**
     * The addresses of a symbol.
     *
     * @param file the region in which the file's first byte is mapped
     */
    List<Long> find(String name, MemoryRegion file);

    /** The path of the program, whose symbols have priority over those of libraries. */
    Optional<String> program();
  }

  /** {@code regions}: in ascending order of address, as in /proc. */
  Place(List<MemoryRegion> regions, Symbols symbols) {
    this.regions = regions;
    this.symbols = symbols;
    for (MemoryRegion region : regions) {
      add(byPath, region.path(), region);
      if (!path(region).equals(region.path())) {
        add(byPath, path(region), region);
      }
      add(bySimpleName, simpleName(region), region);
    }
  }

  private static void add(Map<String, List<MemoryRegion>> index, String name, MemoryRegion region) {
    index.computeIfAbsent(name, n -> new ArrayList<>()).add(region);
  }

  /**
   * The address for a text.
   *
   * @throws BadInput with a list of known names
   */
  long resolve(String text) {
    OptionalLong whole = baseOf(text);
    if (whole.isPresent()) {
      return whole.getAsLong(); // first, because a name may contain a plus or a minus
    }
    int sign = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
    String name = sign < 0 ? text : text.substring(0, sign);
    OptionalLong base = sign < 0 ? OptionalLong.empty() : baseOf(name);
    OptionalLong offset = Numbers.parseAddress(text.substring(sign + 1));
    if (base.isPresent() && offset.isPresent()) {
      return text.charAt(sign) == '+'
          ? sum(text, base.getAsLong(), offset.getAsLong())
          : difference(text, base.getAsLong(), offset.getAsLong());
    }
    throw new BadInput(
        "expected an address such as 0x7f0012345678, heap or libc.so.6+0x1000, not '"
            + text
            + "'; there are "
            + candidates(name));
  }

  /** The address of a region's name, of a number, or of a symbol, in this order. */
  private OptionalLong baseOf(String text) {
    if (!named(text).isEmpty()) {
      return OptionalLong.of(base(text));
    }
    OptionalLong number = Numbers.parseAddress(text);
    return number.isPresent() || text.isEmpty() ? number : symbol(text);
  }

  /** The address of {@code file!symbol}, or of {@code symbol} in any file. */
  private OptionalLong symbol(String text) {
    int mark = text.lastIndexOf('!');
    String name = text.substring(mark + 1);
    Map<Long, String> found = new TreeMap<>(Long::compareUnsigned);
    for (MemoryRegion file : files(mark < 0 ? regions : named(text.substring(0, mark)))) {
      List<Long> addresses = symbols.find(name, file);
      if (addresses.size() == 1 && symbols.program().filter(file.path()::equals).isPresent()) {
        return OptionalLong.of(addresses.get(0));
      }
      for (long address : addresses) {
        found.put(address, addresses.size() > 1 ? Numbers.hex(address) : path(file) + "!" + name);
      }
    }
    if (found.size() > 1) {
      throw new BadInput("'" + text + "' is ambiguous: it is at " + list(found.values().stream()));
    }
    return found.keySet().stream().mapToLong(Long::longValue).findFirst();
  }

  /** For each file the region that maps its first byte. */
  private static Collection<MemoryRegion> files(List<MemoryRegion> regions) {
    Map<String, MemoryRegion> files = new LinkedHashMap<>();
    regions.stream()
        .filter(region -> isFile(region) && region.offset() == 0)
        .forEach(region -> files.putIfAbsent(region.path(), region));
    return files.values();
  }

  private static long sum(String text, long base, long offset) {
    if (Long.compareUnsigned(base + offset, base) < 0) {
      throw outOfRange(text);
    }
    return base + offset;
  }

  private static long difference(String text, long base, long offset) {
    if (Long.compareUnsigned(offset, base) > 0) {
      throw outOfRange(text);
    }
    return base - offset;
  }

  private static BadInput outOfRange(String text) {
    return new BadInput("expected an address between 0 and 2^64-1, not '" + text + "'");
  }

  /** The region that contains an address. */
  Optional<MemoryRegion> region(long address) {
    int low = 0;
    int high = regions.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(regions.get(middle).end(), address) > 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return regions.subList(low, regions.size()).stream()
        .limit(1)
        .filter(region -> region.contains(address))
        .findFirst();
  }

  /**
   * The regions with the given names, or containing the given addresses; all regions if the list is
   * empty.
   *
   * @throws BadInput if a name or an address has no region
   */
  List<MemoryRegion> select(List<String> names) {
    Set<MemoryRegion> selected = new TreeSet<>(BY_ADDRESS);
    for (String name : names) {
      List<MemoryRegion> named = named(name);
      selected.addAll(named.isEmpty() ? holding(name) : named);
    }
    return names.isEmpty() ? regions : List.copyOf(selected);
  }

  private List<MemoryRegion> holding(String address) {
    Optional<MemoryRegion> region = region(resolve(address));
    return List.of(
        region.orElseThrow(() -> new BadInput("nothing is mapped at '" + address + "'")));
  }

  /**
   * The text for an address, which {@link #resolve} accepts; or "not mapped", which it does not.
   */
  String describe(long address) {
    return region(address).map(region -> describe(address, region)).orElse("not mapped");
  }

  private String describe(long address, MemoryRegion region) {
    Origin origin = origins.computeIfAbsent(region, this::origin);
    long offset = address - origin.address;
    return offset == 0 ? origin.name : origin.name + "+" + Numbers.hex(offset);
  }

  /** The name and address that offsets in a region are relative to. */
  private record Origin(String name, long address) {}

  private Origin origin(MemoryRegion region) {
    for (String name : List.of(simpleName(region), path(region))) {
      OptionalLong base = bases.computeIfAbsent(name, n -> base(named(n)));
      if (base.isPresent() && Long.compareUnsigned(base.getAsLong(), region.start()) <= 0) {
        return new Origin(name, base.getAsLong());
      }
    }
    return new Origin(Numbers.hex(region.start()), region.start());
  }

  private long base(String name) {
    List<MemoryRegion> found = named(name);
    return base(found)
        .orElseThrow(
            () -> {
              List<String> paths = found.stream().map(Place::path).distinct().toList();
              return new BadInput(
                  "'"
                      + name
                      + "' is ambiguous: it is at "
                      + list(
                          paths.size() > 1
                              ? paths.stream()
                              : found.stream().map(region -> Numbers.hex(region.start()))));
            });
  }

  /** The address that regions with the same name stand for; empty if it is ambiguous. */
  private static OptionalLong base(List<MemoryRegion> named) {
    if (named.stream().map(Place::path).distinct().count() != 1) {
      return OptionalLong.empty();
    }
    MemoryRegion lowest = named.get(0);
    if (isFile(lowest)) {
      return named.stream()
          .filter(region -> region.offset() == 0)
          .mapToLong(MemoryRegion::start)
          .findFirst();
    }
    return named.size() == 1 || ONE_AREA.contains(lowest.path())
        ? OptionalLong.of(lowest.start())
        : OptionalLong.empty();
  }

  /** In ascending order of address; a match of the full path has priority over the file name. */
  private List<MemoryRegion> named(String name) {
    if (name.isEmpty()) {
      return List.of();
    }
    List<MemoryRegion> found =
        byPath.getOrDefault(name, bySimpleName.getOrDefault(name, List.of()));
    return found.isEmpty() && !name.startsWith("[") ? named("[" + name + "]") : found;
  }

  private static boolean isFile(MemoryRegion region) {
    return region.path().startsWith("/");
  }

  /** The path as it is shown and can be typed. */
  private static String path(MemoryRegion region) {
    String path = region.path();
    return Printable.of(
        path.endsWith(DELETED) ? path.substring(0, path.length() - DELETED.length()) : path);
  }

  private static String simpleName(MemoryRegion region) {
    String path = path(region);
    return isFile(region) ? path.substring(path.lastIndexOf('/') + 1) : path;
  }

  /** Names similar to the typed one, or else the first ones. */
  private String candidates(String typed) {
    String wanted = typed.toLowerCase(Locale.ROOT);
    Comparator<String> likeness =
        Comparator.comparing(name -> !name.toLowerCase(Locale.ROOT).contains(wanted));
    return list(
        regions.stream()
            .map(Place::simpleName)
            .filter(name -> !name.isEmpty())
            .distinct()
            .sorted(likeness));
  }

  private static String list(Stream<String> names) {
    List<String> all = names.toList();
    return String.join(", ", all.subList(0, Math.min(all.size(), MOST_CANDIDATES)))
        + (all.size() > MOST_CANDIDATES ? ", ..." : "");
  }
}
