package io.crossmem.bench.suite;

import static io.crossmem.bench.report.Role.OURS;
import static io.crossmem.bench.report.Role.PEER;
import static io.crossmem.bench.suite.Suite.MIB;

import io.crossmem.bench.report.Report;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Messages between two processes. */
final class MessageSuite {
  private static final long AERON_BYTES = 384L * MIB;
  private static final List<String> HOW =
      List.of(
          "Half round trip: a message in each direction, divided by two. Streaming: a window of 4"
              + " to 64 non-blocking messages, about 4 MiB, then a small reply when they have"
              + " arrived. Both directions: such a window in each direction at the same time; the"
              + " bandwidth is the sum of both. Rate: 64 blocking sends and receives, then a small"
              + " reply.",
          "Unless the case says otherwise, buffers are unchanged between messages except for one"
              + " word, which is the message's number and is checked. Fresh: the sender writes all"
              + " of each message before sending, word by word, and the receiver adds up all words"
              + " afterwards, in the same loops in Java and in C. This is part of the time for"
              + " every system, as in real programs; the case \"written and read, nothing sent\""
              + " shows how much it is. Below 4 KiB it is too little to measure.",
          "Unchanged messages are numbered and checked as in the suite copy, in C and in Java.",
          "Each rank is pinned to a core by taskset, except in cases named not pinned."
              + " CPU seconds are those of both processes,"
              + " including those of a process that spins while it waits.",
          "UCX is measured by a program of this project that uses its API, so that received data is"
              + " verified as for all systems. Aeron's driver runs in the first rank's process.",
          "Limits are minimal messages in C, in the same turns: a release store of"
              + " a cache line; one process_vm_readv, or a writev of one half and a readv of the"
              + " other at the same time; plain copies from memory that both ranks have mapped.",
          "Regret: crossmem is also measured with each of its protocols, forced by"
              + " crossmem.protocol, at the sizes with a choice.",
          "Messages that are too large for Aeron or Agrona's ring are sent in parts.");

  private final Suite suite;

  MessageSuite(Report report, Pace pace) {
    suite = new Suite("message", report, pace);
  }

  void run() throws IOException {
    List<MessagePlan> plans = MessagePlan.all(suite);
    if (Systems.hasOtherBuild()) {
      suite.begin(plans.size(), HOW);
      compare(plans);
      return;
    }
    Unpinned unpinned = new Unpinned(suite);
    Touching touching = new Touching(suite);
    suite.begin(plans.size() + unpinned.points() + touching.points(), HOW);
    compare(plans);
    unpinned.run();
    touching.run();
    new UcxPerftest(suite.report(), suite.isQuick()).run();
  }

  private void compare(List<MessagePlan> plans) throws IOException {
    try (Contest contest = suite.contest()) {
      enterOurs(contest);
      if (Systems.hasOtherBuild()) {
        enterOtherBuild(contest);
      } else {
        ForcedProtocols.enter(contest);
        enterFloors(contest);
        enterC(contest);
        enterJava(contest);
      }
      for (MessagePlan plan : plans) {
        suite.measure(contest, plan.point(), plan.metrics());
      }
    }
  }

  private static void enterOurs(Contest contest) throws IOException {
    contest.enter("crossmem", OURS, () -> Systems.java("crossmem", 2, "messages"));
    contest.enter(
        "crossmem array",
        OURS,
        true,
        any -> true,
        () -> Systems.java("crossmem array", 2, "messages"));
  }

  private static void enterOtherBuild(Contest contest) throws IOException {
    for (String system : List.of("crossmem", "crossmem array")) {
      boolean onHeap = system.endsWith("array");
      contest.enter(
          system + ", other build",
          PEER,
          onHeap,
          any -> true,
          () -> Systems.otherBuild(system + ", other build", 2, "messages"));
    }
  }

  private void enterFloors(Contest contest) throws IOException {
    if (Floors.areBuilt()) {
      new Floors(contest).enter();
    } else {
      suite.report().missing("the limits of the hardware", "apt-get install libc6-dev");
    }
  }

  private void enterC(Contest contest) throws IOException {
    Ranks pair = Ranks.pair();
    MpiPeers mpis = new MpiPeers(suite.report(), contest);
    mpis.enter(pair);
    mpis.enterOpenMpi(
        pair, ", two copies", Map.of("OMPI_MCA_btl_vader_single_copy_mechanism", "none"));
    UcxPeers.enter(contest, pair);
    if (Systems.isBuilt("ucx_rank")) {
      contest.enter("jucx", PEER, MessageSuite::jucx); // it loads Debian's library
    } else {
      suite.report().missing("UCX and jucx", "apt-get install libucx-dev ucx-utils");
    }
  }

  private void enterJava(Contest contest) throws IOException {
    if (SharedFolder.usableBytes() >= AERON_BYTES) {
      contest.enter("Aeron IPC", PEER, () -> agrona("aeron"));
    } else {
      suite.report().leftOut("Aeron IPC", "/dev/shm is too small for its logs of 384 MiB");
    }
    contest.enter("Agrona ring", PEER, () -> agrona("agrona"));
    contest.enter("SocketChannel, Unix", PEER, () -> Systems.java("unix", 2, "unix"));
  }

  private static RankGroup jucx() throws IOException {
    return Systems.java(
        "jucx",
        Ranks.pair(),
        "jucx",
        Map.of("UCX_TLS", Systems.SINGLE_COPY, "UCX_LOG_LEVEL", "fatal"));
  }

  /** With the JVM options of Aeron's own scripts. */
  private static RankGroup agrona(String transport) throws IOException {
    return Systems.java(
        transport,
        2,
        transport,
        "--add-opens",
        "java.base/jdk.internal.misc=ALL-UNNAMED",
        "-Dagrona.disable.bounds.checks=true");
  }
}
