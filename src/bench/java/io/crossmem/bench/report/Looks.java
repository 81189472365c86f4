package io.crossmem.bench.report;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Assigns each system its look, the same in every chart. There are more systems than colours, so
 * systems that never share a chart may have the same colour.
 */
final class Looks {
  private final List<Map<String, Role>> charts;
  private final Map<Role, Map<String, Integer>> chosen = new EnumMap<>(Role.class);
  private final Map<String, Look> looks = new HashMap<>();

  /** {@code charts}: the systems that are drawn in each chart. */
  Looks(List<Map<String, Role>> charts) {
    this.charts = charts;
    charts.forEach(each -> each.forEach(this::choose));
  }

  Look of(String system) {
    return looks.get(system);
  }

  private void choose(String system, Role role) {
    if (!looks.containsKey(system)) {
      Map<String, Integer> others = chosen.computeIfAbsent(role, none -> new HashMap<>());
      int index = firstFree(new HashSet<>(others.values()));
      if (index >= Look.colours(role)) {
        index = firstFree(besides(system, others));
      }
      others.put(system, index);
      looks.put(system, Look.of(role, index));
    }
  }

  /** The looks of the systems that share a chart with it. */
  private Set<Integer> besides(String system, Map<String, Integer> others) {
    Set<Integer> besides = new HashSet<>();
    for (Map<String, Role> each : charts) {
      if (each.containsKey(system)) {
        each.keySet().stream().filter(others::containsKey).map(others::get).forEach(besides::add);
      }
    }
    return besides;
  }

  private static int firstFree(Set<Integer> taken) {
    int index = 0;
    while (taken.contains(index)) {
      index++;
    }
    return index;
  }
}
