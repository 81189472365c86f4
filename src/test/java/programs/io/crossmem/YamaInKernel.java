package io.crossmem;

import static io.crossmem.AccessReport.Cause.OTHER_USER;
import static io.crossmem.AccessReport.Cause.YAMA_ADMIN_ONLY;
import static io.crossmem.AccessReport.Cause.YAMA_DESCENDANTS_ONLY;
import static io.crossmem.AccessReport.Cause.YAMA_NO_ATTACH;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.crossmem.message.Communicator;
import io.crossmem.message.Data;
import io.crossmem.message.Request;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Tries the library under each setting of Yama, between real processes. No JUnit test, as it takes
 * root in a kernel that has Yama: scripts/test-yama boots one and counts the lines printed here.
 */
final class YamaInKernel {
  private static final int USER = 1000;
  private static final int ANOTHER_USER = 1001;
  private static final int RANKS = 3;
  private static final int MESSAGE_BYTES = 1 << 20;
  private static final int NO_SUCH_PID = Integer.MAX_VALUE; // Linux numbers up to 2^22

  private YamaInKernel() {}

  /** Without an argument it checks; with one it is one of the inspected processes. */
  public static void main(String[] role) throws IOException {
    if (role.length == 0) {
      check();
    } else {
      obey();
    }
  }

  private static void check() throws IOException {
    List<Peer> ranks = startRanks();
    Peer target = new Peer(start(runAs(USER)), "");
    Peer reader = new Peer(start(runAs(USER)), "");
    Peer child = new Peer(reader.process, "child ");
    Peer third = new Peer(start(runAs(USER)), "");
    Peer stranger = new Peer(start(runAs(ANOTHER_USER)), "");
    Peer root = new Peer(start(List.of()), "");
    Peer childOfRoot = new Peer(root.process, "child ");
    Peer remapped = new Peer(start(runAs(USER, "busybox", "unshare", "-U", "-r")), "");

    setScope(0);
    allowed("a process of the same user", reader, target);
    refused("another user's process", stranger, target, OTHER_USER);
    messages(ranks, "SINGLE_COPY [^|]*");

    setScope(1);
    refused("no descendant", reader, target, YAMA_DESCENDANTS_ONLY);
    answered(
        "the remedy names both",
        reader.ask("diagnose " + target.pid),
        ".* let process "
            + target.pid
            + " call ProcessMemory.allowAccessFrom\\("
            + reader.pid
            + "\\), .*");
    allowed("the own child", reader, child);
    refused("the own parent", child, reader, YAMA_DESCENDANTS_ONLY);
    allowed("root", root, target);

    answered("the target names a reader", target.ask("allow " + reader.pid), "true");
    allowed("the reader that was named", reader, target);
    allowed("a child of the reader that was named", child, target);
    refused("a third process", third, target, YAMA_DESCENDANTS_ONLY);

    answered("the target names another", target.ask("allow " + third.pid), "true");
    allowed("the other that was named", third, target);
    refused("the reader that was named before", reader, target, YAMA_DESCENDANTS_ONLY);
    answered(
        "the target names nobody there is",
        target.ask("allow " + NO_SUCH_PID),
        "EINVAL allowing access from process " + NO_SUCH_PID + ": EINVAL \\(22, .*");

    answered("the target names anyone", target.ask("allow anyone"), "true");
    allowed("anyone, by a reader", reader, target);
    allowed("anyone, by a third process", third, target);
    refused("anyone, but another user", stranger, target, OTHER_USER);
    messages(ranks, "SINGLE_COPY [^|]*");

    setScope(2);
    refused("even anyone", reader, target, YAMA_ADMIN_ONLY);
    refused("even the own child", reader, child, YAMA_ADMIN_ONLY);
    refused("another user's process", stranger, target, OTHER_USER);
    allowed("root", root, target);
    messages(ranks, "TWO_COPY [^|]* YAMA_ADMIN_ONLY[^|]*");

    setScope(3); // last, since the kernel never allows lowering it
    refused("even anyone", reader, target, YAMA_NO_ATTACH);
    refused("even the own child", reader, child, YAMA_NO_ATTACH);
    refused("even root, its own child", root, childOfRoot, YAMA_NO_ATTACH);
    refused("even root, a user's process", root, target, YAMA_NO_ATTACH);
    refused("even root, a process in a user namespace", root, remapped, YAMA_NO_ATTACH);
    messages(ranks, "TWO_COPY [^|]* YAMA_NO_ATTACH[^|]*");
  }

  /** Neighbours, of which none descends from another; their launcher is this process. */
  private static List<Peer> startRanks() throws IOException {
    List<Peer> ranks = new ArrayList<>();
    for (int rank = 0; rank < RANKS; rank++) {
      Map<String, String> environment =
          Map.of(
              "CROSSMEM_RANK", Integer.toString(rank),
              "CROSSMEM_SIZE", Integer.toString(RANKS),
              "CROSSMEM_NAME", "launched",
              "CROSSMEM_LAUNCHER", Long.toString(ProcessHandle.current().pid()));
      ranks.add(new Peer(start(runAs(USER), environment), ""));
    }
    return ranks;
  }

  /**
   * Whom a process lets reach into it is one only, the last that was named. So between the two
   * times that it has to be the launcher it is another.
   *
   * @param transport what every rank has to say of every other one
   */
  private static void messages(List<Peer> ranks, String transport) throws IOException {
    exchanged("three ranks", ranks, "join three " + RANKS, transport);
    exchanged("two ranks", ranks.subList(0, 2), "join two 2", transport);
    exchanged("three ranks of a launcher", ranks, "join", transport);
  }

  private static void exchanged(String what, List<Peer> ranks, String join, String transport)
      throws IOException {
    for (Peer rank : ranks) {
      rank.tell(join); // the last one completes the group
    }
    String all = (transport + "\\|").repeat(ranks.size() - 1);
    for (Peer rank : ranks) {
      answered(what + " exchange messages", rank.answer(), all);
    }
  }

  private static void setScope(int scope) throws IOException {
    Files.writeString(Yama.SCOPE, Integer.toString(scope));
  }

  private static void allowed(String what, Peer reader, Peer target) throws IOException {
    answered(what + ": allowed", reader.ask("diagnose " + target.pid), "NONE .*");
    answered(what + ": reads", reader.read(target), target.content);
  }

  private static void refused(String what, Peer reader, Peer target, AccessReport.Cause cause)
      throws IOException {
    String report = reader.ask("diagnose " + target.pid);
    answered(what + ": refused", report, cause + " .+; .+");
    String why = report.substring(report.indexOf(' ') + 1);
    answered(
        what + ": the message says why",
        reader.read(target),
        "EPERM read of process " + target.pid + " at .*: EPERM \\(1, .*: " + Pattern.quote(why));
  }

  private static void answered(String what, String answer, String pattern) throws IOException {
    String check = "scope " + Files.readString(Yama.SCOPE).strip() + ": " + what;
    System.out.println(
        answer.matches(pattern)
            ? "passed: " + check
            : "failed: " + check + ": /" + pattern + "/ does not match " + answer);
  }

  private static List<String> runAs(int user, String... prefix) {
    List<String> command = new ArrayList<>(List.of("setpriv", "--reuid=" + user));
    command.addAll(List.of("--regid=" + user, "--clear-groups"));
    command.addAll(List.of(prefix));
    return command;
  }

  private static Process start(List<String> prefix) throws IOException {
    return start(prefix, Map.of());
  }

  private static Process start(List<String> prefix, Map<String, String> variables)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("-Dcrossmem.protocol=read"); // a single copy wherever the kernel lets it
    command.addAll(List.of(YamaInKernel.class.getName(), "obey"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
    builder.environment().putAll(variables);
    return builder.start();
  }

  /** Another JVM that executes commands: a child of this JVM, or a child of such a child. */
  private static final class Peer {
    final Process process;
    final String prefix;
    final String pid;
    final String address;
    final String content;

    Peer(Process process, String prefix) throws IOException {
      this.process = process;
      this.prefix = prefix;
      String[] hello = ask("hello").split(" ");
      pid = hello[0];
      address = hello[1];
      content = hello[2];
    }

    String ask(String command) throws IOException {
      tell(command);
      return answer();
    }

    void tell(String command) throws IOException {
      Writer out = process.outputWriter();
      out.write(prefix + command + "\n");
      out.flush();
    }

    String answer() throws IOException {
      return Objects.requireNonNull(process.inputReader().readLine(), "the peer has ended");
    }

    String read(Peer target) throws IOException {
      return ask("read " + target.pid + " " + target.address);
    }
  }

  /** Answers each line of standard input with one line; ends with its input, as its child does. */
  private static void obey() throws IOException {
    ByteBuffer memory = ByteBuffer.allocateDirect(Long.BYTES).putLong(0, new Random().nextLong());
    Peer child = null;
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
    try {
      for (String line; (line = in.readLine()) != null; ) {
        if (line.startsWith("child ")) {
          child = child == null ? new Peer(start(List.of()), "") : child;
          System.out.println(child.ask(line.substring("child ".length())));
        } else {
          System.out.println(answer(line.split(" "), memory));
        }
      }
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  private static String answer(String[] word, ByteBuffer memory) {
    try {
      return switch (word[0]) {
        case "hello" ->
            ProcessHandle.current().pid()
                + " "
                + Iovec.of(memory).address()
                + " "
                + memory.getLong(0);
        case "diagnose" -> diagnose(Long.parseLong(word[1]));
        case "read" -> read(Long.parseLong(word[1]), Long.parseLong(word[2]));
        case "allow" ->
            Boolean.toString(
                word[1].equals("anyone")
                    ? ProcessMemory.allowAccessFromAnyone()
                    : ProcessMemory.allowAccessFrom(Long.parseLong(word[1])));
        case "join" -> {
          try (Communicator communicator = join(word)) {
            yield exchange(communicator);
          }
        }
        default -> throw new IllegalArgumentException(word[0]);
      };
    } catch (ProcessMemoryException e) {
      return e.errno() + " " + e.getMessage();
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Name and size, or nothing: then as the launcher says. */
  private static Communicator join(String... word) throws IOException {
    return word.length == 1
        ? Communicator.fromEnvironment()
        : Communicator.join(word[1], Integer.parseInt(word[2]));
  }

  /** Sends to all others and receives from them; says how, unless a byte is wrong. */
  private static String exchange(Communicator communicator) throws IOException {
    int size = communicator.size();
    List<Request> requests = new ArrayList<>();
    byte[][] received = new byte[size][MESSAGE_BYTES];
    for (int other = 0; other < size; other++) {
      if (other != communicator.rank()) {
        requests.add(communicator.irecv(Data.of(received[other]), other, 0));
        requests.add(communicator.isend(message(communicator.rank()), other, 0));
      }
    }
    Request.awaitAll(requests.toArray(Request[]::new));
    StringBuilder answer = new StringBuilder();
    for (int other = 0; other < size; other++) {
      if (other != communicator.rank()) {
        boolean right = message(other).equals(ByteBuffer.wrap(received[other]));
        answer.append(right ? communicator.transport(other) : "wrong bytes").append("|");
      }
    }
    return answer.toString().replaceAll("Transport\\[kind=(\\w+),", "$1");
  }

  /** Off the heap, whose memory has no address that another process could read at. */
  private static ByteBuffer message(int sender) {
    ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE_BYTES);
    for (int at = 0; at < MESSAGE_BYTES; at += Integer.BYTES) {
      message.putInt(at, (sender + 1) * 0x9E3779B1 + at);
    }
    return message;
  }

  private static String diagnose(long pid) {
    AccessReport report = ProcessMemory.diagnose(pid);
    return report.cause() + " " + report.explanation() + "; " + report.remedy();
  }

  private static String read(long pid, long address) throws ProcessMemoryException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(Long.BYTES);
    try (ProcessMemory process = ProcessMemory.open(pid)) {
      process.readFully(address, bytes);
    }
    return Long.toString(bytes.getLong(0));
  }
}
