package io.crossmem.internal.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The libraries that were built, as the linker left them; readelf comes with GCC. */
class ShimTest {
  private static final Pattern MACHINE = Pattern.compile("Machine in ELF: (.+)\\.");

  /** What {@code scripts/build-native --all} made stands next to what it always makes. */
  static List<String> built() {
    return Architecture.all().stream()
        .map(Architecture::name)
        .filter(
            name ->
                List.of("x86_64", "i386").contains(name) || Files.exists(Architecture.shim(name)))
        .toList();
  }

  private static String readelf(String option, String architecture) throws Exception {
    return Architecture.output(
        "", "readelf", "--wide", option, Architecture.shim(architecture).toString());
  }

  @Test
  void everyFolderOfALibraryIsAnArchitecture() throws Exception {
    try (var folders = Files.list(Architecture.shim("x86_64").getParent().getParent())) {
      Set<String> names =
          folders
              .map(folder -> folder.getFileName().toString())
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(new TreeSet<>(built()), names);
    }
  }

  @ParameterizedTest
  @MethodSource("built")
  void itIsForTheMachineThatTheFolderNames(String architecture) throws Exception {
    Matcher machine = MACHINE.matcher(Files.readString(Architecture.header(architecture)));
    assertTrue(machine.find(), "no '" + MACHINE + "' in " + Architecture.header(architecture));
    String header = readelf("--file-header", architecture);
    assertTrue(header.matches("(?s).*Machine: +\\Q" + machine.group(1) + "\\E\\n.*"), header);
    assertEquals(architecture.equals("s390x"), header.contains("big endian"), header);
  }

  @ParameterizedTest
  @MethodSource("built")
  void noLibraryIsNeeded(String architecture) throws Exception {
    String dynamic = readelf("--dynamic", architecture);
    assertTrue(dynamic.contains("SYMTAB"), dynamic);
    assertFalse(dynamic.contains("NEEDED"), dynamic);
    assertFalse(dynamic.contains("TEXTREL"), dynamic);
  }

  @ParameterizedTest
  @MethodSource("built")
  void exactlyTheNativeMethodsAreExportedAndNothingIsImported(String architecture)
      throws Exception {
    // On ppc64le a note in brackets may stand before the name; riscv64 lists its sections as well.
    Set<String> symbols =
        readelf("--dyn-syms", architecture)
            .lines()
            .map(line -> line.replaceAll("\\[.*?]", "").strip().split("\\s+"))
            .filter(field -> field.length == 8 && field[0].matches("\\d+:"))
            .filter(field -> !field[3].equals("SECTION"))
            .map(field -> field[7])
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> natives =
        Arrays.stream(Syscalls.class.getDeclaredMethods())
            .filter(method -> Modifier.isNative(method.getModifiers()))
            .map(Method::getName)
            .map(name -> "Java_io_crossmem_internal_sys_Syscalls_" + name)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(natives, symbols);
  }

  @ParameterizedTest
  @MethodSource("built")
  void nothingIsLeftToRelocate(String architecture) throws Exception {
    String relocations = readelf("--relocs", architecture);
    assertTrue(relocations.contains("There are no relocations"), relocations);
  }

  @ParameterizedTest
  @MethodSource("built")
  void theStackIsNotExecutable(String architecture) throws Exception {
    assertTrue(readelf("--program-headers", architecture).matches("(?s).*GNU_STACK.* RW +0x.*"));
  }

  @ParameterizedTest
  @CsvSource({
    "amd64,x86_64", "x86_64,x86_64", "AMD64,x86_64", "i386,i386", "i486,i386", "i586,i386",
    "i686,i386", "x86,i386", "aarch64,aarch64", "arm64,aarch64", "arm,arm", "armv7l,arm",
    "riscv64,riscv64", "ppc64le,ppc64le", "s390x,s390x"
  })
  void everyNameOfAMachineFindsItsLibrary(String machine, String architecture) {
    assertEquals(architecture, NativeLibrary.architecture(machine));
    assertTrue(Files.exists(Architecture.header(architecture)), architecture);
  }
}
