package io.crossmem.internal.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Numbers and layouts in native/ against the kernel's own headers. GCC compares: the compiler of
 * each architecture is given one static assertion for each definition.
 */
class SyscallNumbersTest {
  private static final Path SYSCALLS = Path.of("native/syscalls.h");

  static List<Architecture> architectures() {
    return Architecture.all();
  }

  @Test
  void everyArchitectureThatHasAHeaderIsBuilt() throws Exception {
    Set<String> built = new TreeSet<>();
    architectures().forEach(architecture -> built.add(architecture.name()));
    try (Stream<Path> headers = Files.list(Path.of("native/arch"))) {
      Set<String> names = new TreeSet<>();
      headers.forEach(header -> names.add(header.getFileName().toString().replace(".h", "")));
      assertEquals(names, built);
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void numbersAndLayoutsAreTheKernels(Architecture architecture) throws Exception {
    assumeTrue(
        isThere(architecture),
        () ->
            "nothing to compare "
                + architecture
                + " with: apt-get install "
                + String.join(" ", architecture.packages()));
    Set<String> numbers = defined("NR_\\w+", Architecture.header(architecture.name()));
    assertTrue(numbers.containsAll(List.of("NR_process_vm_readv", "NR_pidfd_open")), "" + numbers);
    Set<String> constants = defined("[A-Z]\\w+", SYSCALLS);
    constants.removeAll(List.of("CROSSMEM_SYSCALLS_H", "IOV_MAX", "MAX_RW_COUNT", "O_LARGEFILE"));
    constants.addAll(defined("(?:O|MAP)_\\w+", Architecture.header(architecture.name())));
    assertTrue(constants.containsAll(List.of("EOVERFLOW", "EPOLL_CLOEXEC")), "" + constants);

    StringBuilder c = new StringBuilder("#include <syscalls.h>\n");
    // Kept under other names, for the kernel's headers define the same ones.
    c.append("enum { ours_IOV_MAX = IOV_MAX,\n");
    constants.forEach(name -> c.append("ours_" + name + " = " + name + ",\n"));
    c.append("};\n");
    constants.forEach(name -> c.append("#undef " + name + "\n"));
    c.append("#define epoll_event kernel_epoll_event\n#define iovec kernel_iovec\n");
    for (String header :
        List.of(
            "asm/unistd",
            "asm/errno",
            "asm/fcntl",
            "linux/fcntl",
            "linux/fs",
            "linux/futex",
            "linux/memfd",
            "linux/mman",
            "linux/stat",
            "linux/time_types",
            "linux/uio")) {
      c.append("#include <" + header + ".h>\n");
    }
    c.append("#include <linux/eventpoll.h>\n#undef epoll_event\n#undef iovec\n");
    numbers.forEach(name -> same(c, name, "__" + name));
    constants.forEach(name -> same(c, "ours_" + name, "(int)" + name));
    same(c, "ours_IOV_MAX", "UIO_MAXIOV");
    same(c, "" + Syscalls.MADV_DONTNEED, "MADV_DONTNEED");
    same(c, "" + Syscalls.MADV_REMOVE, "MADV_REMOVE");
    same(c, "" + Syscalls.MADV_POPULATE_READ, "MADV_POPULATE_READ");
    same(c, "" + Syscalls.MADV_COLLAPSE, "MADV_COLLAPSE");
    same(c, "" + Syscalls.F_ADD_SEALS, "F_ADD_SEALS");
    same(c, "" + Syscalls.F_GET_SEALS, "F_GET_SEALS");
    same(c, "" + Syscalls.F_SEAL_SEAL, "F_SEAL_SEAL");
    same(c, "" + Syscalls.F_SEAL_SHRINK, "F_SEAL_SHRINK");
    same(c, "" + Syscalls.F_SEAL_GROW, "F_SEAL_GROW");
    same(c, "" + Syscalls.MADV_HUGEPAGE, "MADV_HUGEPAGE");
    same(c, "" + Syscalls.MADV_POPULATE_WRITE, "MADV_POPULATE_WRITE");
    same(c, "" + Syscalls.LOCK_SH, "LOCK_SH");
    same(c, "" + Syscalls.LOCK_EX, "LOCK_EX");
    same(c, "" + Syscalls.LOCK_NB, "LOCK_NB");
    same(c, "" + Syscalls.LOCK_UN, "LOCK_UN");
    same(c, "sizeof(struct iovec)", "sizeof(struct kernel_iovec)");
    same(c, "sizeof(struct timespec)", "sizeof(struct __kernel_old_timespec)");
    same(c, "sizeof(struct file_status)", "sizeof(struct statx)");
    sameOffset(c, "struct file_status, inode", "struct statx, stx_ino");
    sameOffset(c, "struct file_status, size", "struct statx, stx_size");
    same(c, "sizeof(struct epoll_event)", "sizeof(struct kernel_epoll_event)");
    sameOffset(c, "struct epoll_event, data", "struct kernel_epoll_event, data");

    List<String> command = new ArrayList<>(architecture.compiler());
    command.addAll(List.of("-std=gnu11", "-ffreestanding", "-fsyntax-only", "-Inative"));
    // Behind GCC's own folder: its stdint.h is enough, and a libc's may lack its 32-bit half.
    architecture.headers().forEach(folder -> command.addAll(List.of("-idirafter", "" + folder)));
    command.addAll(List.of("-x", "c", "-"));
    Architecture.output(c.toString(), command.toArray(String[]::new));
  }

  private static void same(StringBuilder c, String ours, String kernels) {
    c.append("_Static_assert(" + ours + " == " + kernels + ", \"" + ours + "\");\n");
  }

  private static void sameOffset(StringBuilder c, String ours, String kernels) {
    same(c, "__builtin_offsetof(" + ours + ")", "__builtin_offsetof(" + kernels + ")");
  }

  private static Set<String> defined(String name, Path header) throws Exception {
    return Pattern.compile("^#define (" + name + ")[ \t]+\\S", Pattern.MULTILINE)
        .matcher(Files.readString(header))
        .results()
        .map(match -> match.group(1))
        .filter(found -> !found.endsWith("_H"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The headers and a compiler that knows the machine's own definitions. */
  private static boolean isThere(Architecture architecture) {
    String compiler = architecture.compiler().get(0);
    return Files.exists(architecture.headers().get(0).resolve("asm/unistd.h"))
        && Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, compiler)));
  }
}
