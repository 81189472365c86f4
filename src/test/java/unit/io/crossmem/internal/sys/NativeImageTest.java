package io.crossmem.internal.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The jar's configuration for GraalVM's native-image: one file for GraalVM for JDK 23 and later,
 * three for earlier versions. A failure prints the expected contents of the file.
 *
 * <p>The natives are found by the names of their symbols and call nothing back, so only the
 * libraries are needed, which are resources; the natives are named for the sake of whoever links
 * them statically or looks them up through JNI.
 */
class NativeImageTest {
  private static final Path CLASSES = Path.of("target/classes");
  private static final Path METADATA =
      CLASSES.resolve("META-INF/native-image/io.crossmem/crossmem");
  private static final String LIBRARIES = "io/crossmem/native/linux/*/libcrossmem*.so";

  /** The methods that {@link Arenas} uses by reflection: type, method, its parameters. */
  private static final String[][] LOOKED_UP = {
    {"java.lang.WrongThreadException", "<init>", "java.lang.String"},
    {"java.lang.foreign.MemorySegment", "address"},
    {"java.lang.foreign.MemorySegment", "asByteBuffer"},
    {"java.lang.foreign.MemorySegment", "asSlice", "long", "long"},
    {"java.lang.foreign.MemorySegment", "byteSize"},
    {"java.lang.foreign.MemorySegment", "isAccessibleBy", "java.lang.Thread"},
    {"java.lang.foreign.MemorySegment", "isNative"},
    {"java.lang.foreign.MemorySegment", "isReadOnly"},
    {"java.lang.foreign.MemorySegment", "ofBuffer", "java.nio.Buffer"},
    {"java.lang.foreign.MemorySegment", "scope"},
    {"java.lang.foreign.MemorySegment$Scope", "isAlive"}
  };

  /** The array of these types, indented by two spaces. */
  private static String reflection(String key) {
    Map<String, List<String>> types = new TreeMap<>();
    for (String[] method : LOOKED_UP) {
      types
          .computeIfAbsent(method[0], type -> new ArrayList<>())
          .add(entry(method[1], Arrays.stream(method).skip(2)));
    }
    return types.entrySet().stream()
        .map(type -> type(key, type.getKey(), String.join(",\n", type.getValue())))
        .collect(Collectors.joining(",\n", "[\n", "\n  ]"));
  }

  private static String type(String key, String name, String methods) {
    return "    {\n      \""
        + key
        + "\": \""
        + name
        + "\",\n      \"methods\": [\n"
        + methods
        + "\n      ]\n    }";
  }

  /** The array of the natives' class, indented by two spaces. */
  private static String jni(String key) {
    String methods =
        Arrays.stream(Syscalls.class.getDeclaredMethods())
            .filter(method -> Modifier.isNative(method.getModifiers()))
            .sorted(Comparator.comparing(Method::getName))
            .map(
                method ->
                    entry(
                        method.getName(),
                        Arrays.stream(method.getParameterTypes()).map(Class::getTypeName)))
            .collect(Collectors.joining(",\n"));
    return "[\n" + type(key, Syscalls.class.getName(), methods) + "\n  ]";
  }

  private static String entry(String method, Stream<String> parameterTypes) {
    String types = parameterTypes.map(type -> '"' + type + '"').collect(Collectors.joining(", "));
    return "        {\"name\": \"" + method + "\", \"parameterTypes\": [" + types + "]}";
  }

  private static void assertFile(String name, String expected) throws IOException {
    assertEquals(expected, Files.readString(METADATA.resolve(name)), name);
  }

  @Test
  void theCurrentFormNamesEveryNativeMethodReflectionAndTheLibraries() throws Exception {
    assertFile(
        "reachability-metadata.json",
        "{\n  \"reflection\": "
            + reflection("type")
            + ",\n  \"jni\": "
            + jni("type")
            + ",\n  \"resources\": [\n    {\"glob\": \""
            + LIBRARIES
            + "\"}\n  ]\n}\n");
  }

  @Test
  void theEarlierFormNamesTheSame() throws Exception {
    assertFile("jni-config.json", jni("name").replaceAll("(?m)^  ", "") + "\n");
    assertFile("reflect-config.json", reflection("name").replaceAll("(?m)^  ", "") + "\n");
    String pattern = LIBRARIES.replace(".", "\\\\.").replace("*", "[^/]*");
    assertFile(
        "resource-config.json",
        "{\n  \"resources\": {\n    \"includes\": [\n      {\"pattern\": \""
            + pattern
            + "\"}\n    ]\n  }\n}\n");
  }

  @Test
  void everyLibraryIsAmongThem() throws Exception {
    var matcher = FileSystems.getDefault().getPathMatcher("glob:" + LIBRARIES);
    try (Stream<Path> files = Files.walk(CLASSES)) {
      List<Path> libraries =
          files.filter(file -> file.toString().endsWith(".so")).map(CLASSES::relativize).toList();
      assertTrue(libraries.size() >= 2, libraries.toString());
      for (Path library : libraries) {
        assertTrue(matcher.matches(library), library.toString());
      }
    }
  }
}
