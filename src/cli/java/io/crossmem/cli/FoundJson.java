package io.crossmem.cli;

import io.crossmem.ProcessMemoryException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects places for one JSON value. */
final class FoundJson implements Hits.Listing {
  private final Place place;
  private final FoundBytes context;
  private final List<Map<String, Object>> places = new ArrayList<>();

  /** {@code context}: null for none. */
  FoundJson(Place place, FoundBytes context) {
    this.place = place;
    this.context = context;
  }

  @Override
  public void add(long address) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("address", Numbers.hex(address));
    map.put("place", place.describe(address));
    if (context != null) {
      map.put("bytes", digits(address));
    }
    places.add(map);
  }

  /** Null if the memory is no longer there. */
  private String digits(long address) {
    try {
      ByteBuffer bytes = context.at(address);
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return HexFormat.of().formatHex(copy);
    } catch (ProcessMemoryException e) {
      return null;
    }
  }

  List<Map<String, Object>> places() {
    return places;
  }
}
