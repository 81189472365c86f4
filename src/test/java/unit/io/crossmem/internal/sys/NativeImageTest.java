package io.crossmem.internal.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What GraalVM's native-image is told by the jar: one file for GraalVM for JDK 23 and later, two
 * for those before. A failure prints what the file should hold.
 *
 * <p>The natives are found by the names of their symbols and call nothing back, so only the
 * libraries are needed, which are resources; the natives are named for the sake of whoever links
 * them statically or looks them up through JNI.
 */
class NativeImageTest {
  private static final Path CLASSES = Path.of("target/classes");
  private static final Path METADATA =
      CLASSES.resolve("META-INF/native-image/io.crossmem/crossmem");
  private static final String LIBRARIES = "io/crossmem/native/linux/*/libcrossmem.so";

  /** The array of the natives' class, indented by two spaces. */
  private static String jni(String key) {
    return Arrays.stream(Syscalls.class.getDeclaredMethods())
        .filter(method -> Modifier.isNative(method.getModifiers()))
        .sorted(Comparator.comparing(Method::getName))
        .map(NativeImageTest::entry)
        .collect(
            Collectors.joining(
                ",\n",
                "[\n    {\n      \""
                    + key
                    + "\": \""
                    + Syscalls.class.getName()
                    + "\",\n      \"methods\": [\n",
                "\n      ]\n    }\n  ]"));
  }

  private static String entry(Method method) {
    String types =
        Stream.of(method.getParameterTypes())
            .map(type -> '"' + type.getTypeName() + '"')
            .collect(Collectors.joining(", "));
    return "        {\"name\": \"" + method.getName() + "\", \"parameterTypes\": [" + types + "]}";
  }

  private static void assertFile(String name, String expected) throws IOException {
    assertEquals(expected, Files.readString(METADATA.resolve(name)), name);
  }

  @Test
  void theCurrentFormNamesEveryNativeAndTheLibraries() throws Exception {
    assertFile(
        "reachability-metadata.json",
        "{\n  \"jni\": "
            + jni("type")
            + ",\n  \"resources\": [\n    {\"glob\": \""
            + LIBRARIES
            + "\"}\n  ]\n}\n");
  }

  @Test
  void theEarlierFormNamesTheSame() throws Exception {
    assertFile("jni-config.json", jni("name").replaceAll("(?m)^  ", "") + "\n");
    String pattern = LIBRARIES.replace(".", "\\\\.").replace("*", "[^/]+");
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
