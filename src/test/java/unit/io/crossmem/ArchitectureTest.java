package io.crossmem;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.invoke.MethodHandles;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rules of {@code docs/architecture.md}. */
class ArchitectureTest {
  private static final String ROOT = "io.crossmem";
  private static final String INTERNAL = ROOT + ".internal.";

  /** From the lowest layer up: a package imports only from those before it. */
  private static final List<String> ROOMS =
      List.of(
          INTERNAL + "sys",
          INTERNAL + "process",
          ROOT,
          INTERNAL + "shm",
          INTERNAL + "network",
          INTERNAL + "data",
          INTERNAL + "join",
          INTERNAL + "protocol",
          INTERNAL + "protocol.rendezvous",
          INTERNAL + "engine",
          INTERNAL + "collective",
          ROOT + ".message",
          "mpjbuf",
          "mpjdev",
          "xdev",
          "mpi",
          ROOT + ".cli");

  private static final String MESSAGE_EVENTS = Pattern.quote(INTERNAL + "sys.MessageEvent") + "s?";

  /** From JDK 22 on java.base has this package too; only src/main/java22 uses it. */
  private static final DescribedPredicate<JavaClass> SEGMENTS =
      resideInAPackage("java.lang.foreign");

  private static final int MOST_LINES = 340; // of an internal class

  private static final Path LIBRARY_SOURCES = Path.of("src/main/java");
  private static final Path MPI_SOURCES = Path.of("src/mpi/java");
  private static final Path CLI_SOURCES = Path.of("src/cli/java");
  private static final JavaClasses LIBRARY = imported("target/classes");
  private static final JavaClasses ALL =
      imported("target/classes", "target/mpi-classes", "target/cli-classes");

  private static JavaClasses imported(String... folders) {
    return new ClassFileImporter().importPaths(folders);
  }

  @Test
  void everyClassIsInARoom() {
    classes().should().resideInAnyPackage(ROOMS.toArray(String[]::new)).check(ALL);
  }

  @Test
  void dependenciesPointDown() {
    LayeredArchitecture house =
        layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
    for (String room : ROOMS) {
      house = house.layer(room).definedBy(room);
    }
    for (String room : ROOMS) {
      String[] below = below(room).toArray(String[]::new);
      house =
          below.length == 0
              ? house.whereLayer(room).mayNotAccessAnyLayer()
              : house.whereLayer(room).mayOnlyAccessLayers(below);
    }
    house.check(ALL);
  }

  private static List<String> below(String room) {
    return ROOMS.subList(0, Math.max(0, ROOMS.indexOf(room)));
  }

  /** Class files do not tell whose constants were inlined; the text does. */
  @Test
  void namesPointDown() throws IOException {
    SourceGraph sources = new SourceGraph(LIBRARY_SOURCES, MPI_SOURCES, CLI_SOURCES);
    Set<String> upwards = new TreeSet<>();
    for (String type : sources.lines().keySet()) {
      String room = SourceGraph.packageOf(type);
      for (String named : sources.namedBy(type)) {
        String other = SourceGraph.packageOf(named);
        if (!other.equals(room) && !below(room).contains(other)) {
          upwards.add(type + " names " + named);
        }
      }
    }
    assertEquals(Set.of(), upwards);
  }

  @Test
  void noCircleOfSources() throws IOException {
    assertEquals(Set.of(), new SourceGraph(LIBRARY_SOURCES).circles());
  }

  @Test
  void noCircleOfFiles() {
    SliceAssignment files =
        new SliceAssignment() {
          @Override
          public SliceIdentifier getIdentifierOf(JavaClass type) {
            String file = type.getSource().flatMap(source -> source.getFileName()).orElse("");
            return SliceIdentifier.of(type.getPackageName(), file);
          }

          @Override
          public String getDescription() {
            return "files";
          }
        };
    slices().assignedFrom(files).namingSlices("$2").should().beFreeOfCycles().check(LIBRARY);
  }

  @Test
  void onlyOneRoomCopiesBetweenProcesses() {
    noClasses()
        .that()
        .resideOutsideOfPackages(INTERNAL + "sys", INTERNAL + "process")
        .should()
        .accessTargetWhere(
            calls(
                INTERNAL + "sys.Syscalls",
                "(processVm|readDirect|writeDirect|readSpan|writeSpan|pidfdGetfd).*"))
        .check(ALL);
  }

  @Test
  void onlyOneRoomHasAtomicsOnSharedMemory() {
    noClasses()
        .that()
        .resideOutsideOfPackage(INTERNAL + "shm")
        .and()
        .doNotHaveFullyQualifiedName("mpi.AtomicMemory") // of windows, in a module of its own
        .should()
        .accessTargetWhere(calls(MethodHandles.class.getName(), "byteBufferViewVarHandle"))
        .check(ALL);
  }

  @Test
  void onlyNetworkProtocolAndEngineKnowRings() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            INTERNAL + "shm", INTERNAL + "network", INTERNAL + "protocol..", INTERNAL + "engine")
        .should()
        .dependOnClassesThat(
            resideInAPackage(INTERNAL + "shm").and(nameMatching(".*\\.(Ring|Doorbell)[A-Za-z]*")))
        .check(ALL);
  }

  @Test
  void theProtocolNeverWaits() {
    noClasses()
        .that()
        .resideInAPackage(INTERNAL + "protocol..")
        .should()
        .accessTargetWhere(
            calls("java.lang.Thread", "sleep|join|onSpinWait|yield")
                .or(calls("java.lang.Object", "wait"))
                .or(calls("java.util.concurrent.locks.LockSupport", "park.*"))
                .or(calls(INTERNAL + "sys.Syscalls", "futexWait")))
        .orShould()
        .dependOnClassesThat(nameMatching("java\\.util\\.concurrent\\.locks\\..*Lock"))
        .allowEmptyShould(true)
        .check(LIBRARY);
  }

  private static DescribedPredicate<JavaAccess<?>> calls(String type, String method) {
    return target(owner(nameMatching(Pattern.quote(type))))
        .and(target(nameMatching(method)))
        .as("%s.%s is called", type, method);
  }

  /** The classes of tests lie in the same packages, but not in the library. */
  @Test
  void theLibraryNeedsOnlyItselfAndJavaBase() {
    classes()
        .that()
        .haveNameNotMatching(MESSAGE_EVENTS)
        .should()
        .onlyDependOnClassesThat(ofJavaBase().or(in(LIBRARY)).or(SEGMENTS))
        .check(LIBRARY);
  }

  /** The module jdk.jfr may be absent; only these classes check for it. */
  @Test
  void onlyTheEventsOfMessagesNeedTheFlightRecorder() {
    classes()
        .that()
        .haveNameMatching(MESSAGE_EVENTS)
        .should()
        .onlyDependOnClassesThat(ofJavaBase().or(in(LIBRARY)).or(resideInAPackage("jdk.jfr..")))
        .check(LIBRARY);
  }

  @Test
  void theCommandLineNeedsOnlyTheLibraryPicocliAndJelf() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".cli")
        .should()
        .onlyDependOnClassesThat(
            ofJavaBase()
                .or(in(ALL))
                .or(resideInAPackage("picocli.."))
                .or(resideInAPackage("net.fornwall.jelf..")))
        .check(ALL);
  }

  /** The standard API is a user of messages, as any program is. */
  @Test
  void packageMpiNeedsOnlyThePublicPackages() {
    classes()
        .that()
        .resideInAPackage("mpi")
        .should()
        .onlyDependOnClassesThat(
            ofJavaBase()
                .or(resideInAPackage("mpi"))
                .or(resideInAPackage("mpjbuf"))
                .or(resideInAnyPackage(ROOT, ROOT + ".message")))
        .check(ALL);
  }

  private static DescribedPredicate<JavaClass> in(JavaClasses imported) {
    return describe("are our own", type -> imported.contain(type.getBaseComponentType().getName()));
  }

  /** Unqualified exports of java.base, and primitive types. */
  private static DescribedPredicate<JavaClass> ofJavaBase() {
    Set<String> packages = new HashSet<>();
    for (ModuleDescriptor.Exports exports : Object.class.getModule().getDescriptor().exports()) {
      if (!exports.isQualified()) {
        packages.add(exports.source());
      }
    }
    return describe(
        "are of java.base",
        type ->
            type.getBaseComponentType().isPrimitive()
                || packages.contains(type.getBaseComponentType().getPackageName()));
  }

  /** They treat a value that is not a number as if it was not set. */
  @Test
  void numericSystemPropertiesAreReadOnlyWithValidation() {
    noClasses()
        .should()
        .accessTargetWhere(
            calls("java.lang.Integer", "getInteger")
                .or(calls("java.lang.Long", "getLong"))
                .or(calls("java.lang.Boolean", "getBoolean")))
        .check(ALL);
  }

  /** %d writes other digits in some locales, %.1f another point, and a Turkish i has no dot. */
  @Test
  void noTextFollowsTheLocaleOfTheUser() {
    noClasses()
        .should()
        .callMethod(String.class, "formatted", Object[].class)
        .orShould()
        .callMethod(String.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(PrintStream.class, "printf", String.class, Object[].class)
        .orShould()
        .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
        .orShould()
        .callMethod(String.class, "toLowerCase")
        .orShould()
        .callMethod(String.class, "toUpperCase")
        .check(ALL);
  }

  @Test
  void internalClassesAreShort() throws IOException {
    Map<String, Integer> lines = new TreeMap<>(new SourceGraph(LIBRARY_SOURCES).lines());
    lines.keySet().removeIf(type -> !type.startsWith(INTERNAL));
    lines.values().removeIf(count -> count <= MOST_LINES);
    assertEquals(Map.of(), lines);
  }

  @Test
  void theseTestsSeeTheHouse() {
    assertTrue(LIBRARY.contain(ProcessMemory.class));
    assertTrue(ALL.size() > LIBRARY.size());
  }
}
