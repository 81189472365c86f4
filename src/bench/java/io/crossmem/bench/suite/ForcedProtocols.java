package io.crossmem.bench.suite;

import static io.crossmem.bench.report.Role.FORCED;
import static io.crossmem.bench.suite.Suite.KIB;

import io.crossmem.bench.report.Role;
import io.crossmem.internal.protocol.Protocol;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** crossmem with each protocol forced for all large messages, to judge its own choice. */
final class ForcedProtocols {
  private static final int LEAST = 16 * KIB;

  /** Names in the property that differ from those of the constants. */
  private static final List<String> OTHER_NAMES = List.of("read", "write");

  private ForcedProtocols() {}

  /** Enters all of them, at the points with a choice. */
  static void enter(Contest contest) throws IOException {
    for (String protocol : names()) {
      contest.enter(
          "crossmem" + Role.BY + protocol,
          FORCED,
          false,
          point -> point.exercise().equals("pingpong") && point.bytes() >= LEAST,
          () -> start(protocol));
    }
  }

  private static RankGroup start(String protocol) throws IOException {
    return Systems.java(protocol, 2, "messages", "-Dcrossmem.protocol=" + protocol);
  }

  /** The valid values of {@code crossmem.protocol}, one for each protocol. */
  static List<String> names() {
    Map<Protocol, String> names = new EnumMap<>(Protocol.class);
    Stream<String> constants =
        Arrays.stream(Protocol.values()).map(each -> each.name().toLowerCase(Locale.ROOT));
    Stream.concat(constants, OTHER_NAMES.stream()).forEach(name -> putIfKnown(names, name));
    return List.copyOf(names.values());
  }

  /** How the library reads the property is not public, so reflection is used. */
  private static void putIfKnown(Map<Protocol, String> names, String name) {
    try {
      Method of = Protocol.class.getDeclaredMethod("of", String.class);
      of.setAccessible(true);
      names.put((Protocol) of.invoke(null, name), name);
    } catch (InvocationTargetException e) {
      if (!(e.getCause() instanceof IllegalArgumentException)) {
        throw new IllegalStateException(e);
      } // no such name
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Protocol.of(String) is gone", e);
    }
  }
}
