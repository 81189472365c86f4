package io.crossmem.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two libraries as the linker left them; readelf comes with GCC. */
class ShimTest {
  private static String readelf(String option, String architecture) throws Exception {
    String library = "target/classes/io/crossmem/native/linux/" + architecture + "/libcrossmem.so";
    Process process =
        new ProcessBuilder("readelf", "--wide", option, library).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "i386"})
  void noLibraryIsNeeded(String architecture) throws Exception {
    String dynamic = readelf("--dynamic", architecture);
    assertTrue(dynamic.contains("SYMTAB"), dynamic);
    assertFalse(dynamic.contains("NEEDED"), dynamic);
    assertFalse(dynamic.contains("TEXTREL"), dynamic);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "i386"})
  void exactlyTheNativeMethodsAreExportedAndNothingIsImported(String architecture) throws Exception {
    Set<String> symbols =
        readelf("--dyn-syms", architecture)
            .lines()
            .map(line -> line.strip().split("\\s+"))
            .filter(field -> field.length == 8 && field[0].matches("\\d+:"))
            .map(field -> field[7])
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> natives =
        Arrays.stream(Syscalls.class.getDeclaredMethods())
            .filter(method -> Modifier.isNative(method.getModifiers()))
            .map(Method::getName)
            .map(name -> "Java_io_crossmem_internal_Syscalls_" + name)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(natives, symbols);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "i386"})
  void theStackIsNotExecutable(String architecture) throws Exception {
    assertTrue(readelf("--program-headers", architecture).matches("(?s).*GNU_STACK.* RW +0x.*"));
  }

  @ParameterizedTest
  @CsvSource({
    "amd64,x86_64", "x86_64,x86_64", "AMD64,x86_64", "i386,i386", "i486,i386", "i586,i386",
    "i686,i386", "x86,i386"
  })
  void everyNameOfAMachineFindsItsLibrary(String machine, String architecture) {
    assertEquals(Optional.of(architecture), NativeLibrary.architecture(machine));
  }

  @Test
  void anUnknownMachineFindsNone() {
    assertEquals(Optional.empty(), NativeLibrary.architecture("sparcv9"));
  }
}
