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
          "Half round trip: a message there and one back, divided by two. Streaming: a window of 4"
              + " to 64 non-blocking messages, about 4 MiB, and a small one back that says they"
              + " have come. Both directions: such a window each way at a time; the bandwidth is"
              + " that of both together. Rate: 64 blocking sends and receives, then a small one"
              + " back.",
          "Where nothing else is said, buffers are unchanged between messages but for one word,"
              + " which tells the message's number and is looked at. Fresh: the sender writes all"
              + " of each message before, word by word, and the receiver adds up all words of it"
              + " after, in the same loops in Java and in C. That is in the time, as it is in a"
              + " program's, for every system; the case \"written and read, nothing sent\" says how"
              + " much it is. Below 4 KiB it is too little to be measured apart.",
          "Unchanged messages are numbered and looked at as in the suite copy, by C and by Java alike.",
          "Each rank is pinned to a core by taskset, but for those that a case's name calls not pinned."
              + " CPU seconds are those of both processes, and"
              + " here a process that waits by spinning spends them, too.",
          "UCX is a program of ours over its own API, so that what it receives is verified as"
              + " everybody's is. Aeron's driver runs in the first rank's process.",
          "Limits are messages in C with nothing around them, in the same turns: a release store of"
              + " a cache line; one process_vm_readv, or a writev of one half and a readv of the"
              + " other at the same time; plain copies out of memory that both ranks have mapped.",
          "Regret: crossmem is also measured by each of its protocols, forced by crossmem.protocol,"
              + " at the sizes where it has a choice.",
          "Messages larger than Aeron or Agrona's ring takes go in parts.");

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
      contest.enter(
          system + ", other build",
          PEER,
          true,
          any -> true,
          () -> Systems.otherBuild(system + ", other build", 2, "messages"));
    }
  }

  private void enterFloors(Contest contest) throws IOException {
    if (Floors.areBuilt()) {
      new Floors(contest).enter();
    } else {
      suite.report().missing("what the hardware allows", "apt-get install libc6-dev");
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
      contest.enter("jucx", PEER, MessageSuite::jucx); // which loads Debian's library
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

  /** What Aeron's own scripts give their JVMs. */
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
