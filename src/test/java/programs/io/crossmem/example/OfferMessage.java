package io.crossmem.example;

import io.crossmem.Iovec;
import io.crossmem.ProcessMemory;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The other end of {@link TakeMessage}: prints the address of its message, and keeps it in memory.
 */
public class OfferMessage {
  public static void main(String[] args) throws Exception {
    ProcessMemory.allowAccessFromAnyone(); // matters under Yama; better one pid, where it is known
    byte[] text = args[0].getBytes(StandardCharsets.UTF_8);
    ByteBuffer message = ByteBuffer.allocateDirect(text.length).put(text).flip();
    Iovec span = Iovec.of(message);
    String address = Long.toUnsignedString(span.address());
    System.out.println(ProcessHandle.current().pid() + " " + address + " " + span.length());
    try {
      System.in.read(); // until the other has taken it
    } finally {
      Reference.reachabilityFence(message); // the address is only good while the buffer lives
    }
  }
}
