package io.crossmem;

import static io.crossmem.AccessReport.Cause.OTHER_USER;
import static io.crossmem.AccessReport.Cause.YAMA_ADMIN_ONLY;
import static io.crossmem.AccessReport.Cause.YAMA_DESCENDANTS_ONLY;
import static io.crossmem.AccessReport.Cause.YAMA_NO_ATTACH;
import static java.nio.charset.StandardCharsets.US_ASCII;

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
  private static final int NO_SUCH_PID = Integer.MAX_VALUE; // Linux numbers up to 2^22

  private YamaInKernel() {}

  /** Without an argument it checks; with one it is one of the processes that are looked at. */
  public static void main(String[] role) throws IOException {
    if (role.length == 0) {
      check();
    } else {
      obey();
    }
  }

  private static void check() throws IOException {
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

    setScope(2);
    refused("even anyone", reader, target, YAMA_ADMIN_ONLY);
    refused("even the own child", reader, child, YAMA_ADMIN_ONLY);
    refused("another user's process", stranger, target, OTHER_USER);
    allowed("root", root, target);

    setScope(3); // the last: the kernel lets nobody lower it
    refused("even anyone", reader, target, YAMA_NO_ATTACH);
    refused("even the own child", reader, child, YAMA_NO_ATTACH);
    refused("even root, its own child", root, childOfRoot, YAMA_NO_ATTACH);
    refused("even root, a user's process", root, target, YAMA_NO_ATTACH);
    refused("even root, a process in a user namespace", root, remapped, YAMA_NO_ATTACH);
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
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(YamaInKernel.class.getName(), "obey"));
    return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
  }

  /** Another JVM that obeys: one that this one has started, or the child of such a one. */
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
      Writer out = process.outputWriter();
      out.write(prefix + command + "\n");
      out.flush();
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
        default -> throw new IllegalArgumentException(word[0]);
      };
    } catch (ProcessMemoryException e) {
      return e.errno() + " " + e.getMessage();
    }
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
