package io.crossmem.example;

import io.crossmem.ProcessMemory;
import java.nio.ByteBuffer;

public class TakeMessage {
  public static void main(String[] args) throws Exception {
    long pid = Long.parseLong(args[0]);
    long address = Long.parseUnsignedLong(args[1]);
    ByteBuffer message = ByteBuffer.allocateDirect(Integer.parseInt(args[2]));
    try (ProcessMemory sender = ProcessMemory.open(pid)) {
      sender.readFully(address, message);
    }
    System.out.println(java.nio.charset.StandardCharsets.UTF_8.decode(message.flip()));
  }
}
