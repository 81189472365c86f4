package io.crossmem.bench.suite;

import static io.crossmem.bench.report.Role.LIMIT;
import static io.crossmem.bench.report.Role.OURS;
import static io.crossmem.bench.report.Role.PEER;

import io.crossmem.bench.rank.State;
import io.crossmem.bench.report.Report;
import io.crossmem.bench.report.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Copies from the memory of one process to that of another, in every possible way. */
final class CopySuite {
  private static final int[] SIZES = {
    8, 64, 512, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20, 64 << 20,
    256 << 20
  };
  private static final int[] QUICK = {8, 4 << 10, 64 << 10, 1 << 20, 16 << 20};
  private static final int[] QUICK_COLD = {4 << 10, 1 << 20}; // each takes some seconds
  private static final List<String> HOW =
      List.of(
          "One way: the time from when the receiver knows that the message is ready in the sender's"
              + " memory until all of it is in the receiver's memory. They signal this through a"
              + " word in shared memory, which is the same for every system and not part of the"
              + " time.",
          "Sender and receiver are separate processes, each pinned to a core by taskset, JVMs"
              + " with all their threads.",
          "Each message has a number in one of its words, each time in a different word, which the"
              + " receiver checks as soon as it has the message; at the end of a turn it checks"
              + " every byte.",
          "Hot: consecutive messages from the same memory into the same memory. Cold: each"
              + " from and into memory that was last accessed before 128 MiB of other memory.",
          "CPU seconds are those of both threads inside the transfer, including their waiting for"
              + " each other: if only the receiver works, the sender has none.",
          "memcpy within one process, and the bare system call in C, are limits: they show what"
              + " could be achieved at best, and are not peers.",
          "JNA and the Foreign Function API make the same system call as crossmem, without a check"
              + " for a reused pid; the latter runs on the newest installed JDK.");

  private final Suite suite;

  CopySuite(Report report, Pace pace) {
    suite = new Suite("copy", report, pace);
  }

  void run() throws IOException {
    List<Case> cases = cases();
    suite.begin(cases.stream().mapToInt(what -> sizes(what).length).sum(), HOW);
    try (Contest contest = suite.contest()) {
      enterOurs(contest);
      enterC(contest);
      enterJava(contest);
      for (Case what : cases) {
        for (int bytes : sizes(what)) {
          suite.copy(contest, new Point(what.name, "copy", what.pages, what.state, bytes, 1));
        }
      }
    }
  }

  private int[] sizes(Case what) {
    return suite.sizes(SIZES, what.state == State.COLD ? QUICK_COLD : QUICK);
  }

  private record Case(String name, String pages, State state) {}

  private List<Case> cases() {
    List<Case> cases =
        List.of(
            new Case("4 KiB pages, hot", "plain", State.HOT),
            new Case("2 MiB pages, hot", "huge", State.HOT),
            new Case("4 KiB pages, cold", "plain", State.COLD),
            new Case("2 MiB pages, cold", "huge", State.COLD));
    return suite.isQuick() ? cases.subList(0, 3) : cases;
  }

  private static void enterOurs(Contest contest) throws IOException {
    contest.enter("crossmem IovecArray", OURS, () -> java("iovec"));
    contest.enter("crossmem direct", OURS, () -> java("buffer"));
    contest.enter("crossmem heap", OURS, true, any -> true, () -> java("buffer"));
    contest.enter("crossmem split", OURS, () -> java("split"));
  }

  private void enterC(Contest contest) throws IOException {
    if (!Systems.isBuilt("copy_rank")) {
      suite.report().missing("the ways in C", "apt-get install libc6-dev");
      return;
    }
    enterC(contest, "process_vm_readv in C", LIMIT, "syscall", Long.MAX_VALUE);
    enterC(contest, "memcpy in one process", LIMIT, "memcpy", Long.MAX_VALUE);
    enterC(contest, "/proc/pid/mem in C", PEER, "procmem", Long.MAX_VALUE);
    enterC(contest, "shared memory in C", PEER, "shm", SharedFolder.usableBytes());
    enterC(contest, "shared memory, pipelined", PEER, "pipelined", Long.MAX_VALUE);
    enterC(contest, "vmsplice in C", PEER, "vmsplice", Long.MAX_VALUE);
    enterC(contest, "pipe in C", PEER, "pipe", Long.MAX_VALUE);
    enterC(contest, "Unix socket in C", PEER, "socket", Long.MAX_VALUE);
  }

  private static void enterC(Contest contest, String name, Role role, String way, long mostBytes)
      throws IOException {
    contest.enter(
        name,
        role,
        false,
        point -> point.bytes() <= mostBytes,
        () -> Systems.program(name, "copy_rank", List.of(way), Map.of()));
  }

  private void enterJava(Contest contest) throws IOException {
    contest.enter("JNA", PEER, () -> java("jna"));
    Optional<Path> foreign = Systems.foreignJava();
    if (foreign.isPresent()) {
      contest.enter("Foreign Function API", PEER, () -> Systems.foreign("foreign", foreign.get()));
    } else {
      suite.report().missing("Foreign Function API", "apt-get install openjdk-25-jdk-headless");
    }
    long shared = SharedFolder.usableBytes();
    contest.enter(
        "MappedByteBuffer", PEER, false, at -> at.bytes() <= shared, () -> java("mapped"));
    contest.enter("SocketChannel, Unix", PEER, () -> java("unix"));
    contest.enter("SocketChannel, TCP", PEER, () -> java("tcp"));
  }

  private static RankGroup java(String transport) throws IOException {
    return Systems.java(transport, 2, transport);
  }
}
