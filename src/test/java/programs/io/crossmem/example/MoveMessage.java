package io.crossmem.example;

import io.crossmem.Iovec;
import io.crossmem.IovecArray;
import io.crossmem.ProcessMemory;
import java.io.BufferedReader;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

public class MoveMessage {
  private static final int MESSAGES = 1000;
  private static final int LENGTH = 1 << 20;

  public static void main(String[] args) throws Exception {
    if (args.length == 0) {
      send();
    } else {
      receive(Long.parseLong(args[0]), Long.parseUnsignedLong(args[1]));
    }
  }

  // The sender fills its buffer, writes a line, and waits for a line before it fills it again.
  private static void send() throws Exception {
    ByteBuffer message = ByteBuffer.allocateDirect(LENGTH);
    String address = Long.toUnsignedString(Iovec.of(message).address());
    String pid = Long.toString(ProcessHandle.current().pid());
    String java = System.getProperty("java.home") + "/bin/java";
    String path = System.getProperty("java.class.path");
    Process receiver =
        new ProcessBuilder(java, "-cp", path, MoveMessage.class.getName(), pid, address)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    ProcessMemory.allowAccessFrom(receiver.pid()); // matters under Yama
    BufferedReader answers = receiver.inputReader();
    try {
      for (int i = 0; i < MESSAGES; i++) {
        message.putInt(0, i).putInt(LENGTH - 4, i);
        receiver.getOutputStream().write('\n');
        receiver.getOutputStream().flush();
        if (!Integer.toString(i).equals(answers.readLine())) {
          throw new IllegalStateException("message " + i + " was not received");
        }
      }
    } finally {
      receiver.getOutputStream().close(); // the receiver ends
      Reference.reachabilityFence(message); // keep it while its address is used
    }
    System.out.println(MESSAGES + " messages of " + LENGTH + " bytes");
  }

  // The receiver prepares both sides once; then each message is one call without garbage.
  private static void receive(long pid, long address) throws Exception {
    ByteBuffer message = ByteBuffer.allocateDirect(LENGTH);
    IovecArray local = IovecArray.of(message);
    IovecArray remote = IovecArray.of(new Iovec(address, LENGTH));
    try (ProcessMemory sender = ProcessMemory.open(pid)) {
      while (System.in.read() == '\n') {
        long moved = sender.read(local, remote);
        boolean whole = moved == LENGTH && message.getInt(0) == message.getInt(LENGTH - 4);
        System.out.println(whole ? message.getInt(0) : -1);
      }
    }
  }
}
