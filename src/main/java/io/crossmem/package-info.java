/**
 * The memory of other processes of this machine, read and written in a single copy.
 *
 * <p>Start with {@link io.crossmem.ProcessMemory}. Four programs show how to use it; the tests
 * compile and run each of them.
 *
 * <h2>Read a process that does not cooperate</h2>
 *
 * <p>The argument is the pid of the process. The example prints its program and the libraries that
 * it has loaded. It finds them by the first bytes of each mapped file:
 *
 * <pre>{@code
 * import io.crossmem.MemoryRegion;
 * import io.crossmem.ProcessMemory;
 *
 * public class ReadForeign {
 *   public static void main(String[] args) throws Exception {
 *     try (ProcessMemory process = ProcessMemory.open(Long.parseLong(args[0]))) {
 *       for (MemoryRegion region : process.regions()) {
 *         boolean startOfFile = region.path().startsWith("/") && region.offset() == 0;
 *         if (startOfFile && region.isReadable() && process.readInt(region.start()) == 0x464c457f) {
 *           System.out.println("ELF " + process.pointerSize() * 8 + "-bit " + region.path());
 *         }
 *       }
 *     }
 *   }
 * }
 * }</pre>
 *
 * <h2>Move messages</h2>
 *
 * <p>Two processes exchange a thousand messages. The bytes are copied directly from one buffer into
 * the other. The pipes only carry a notification for each message:
 *
 * <pre>{@code
 * import io.crossmem.Iovec;
 * import io.crossmem.IovecArray;
 * import io.crossmem.ProcessMemory;
 * import java.io.BufferedReader;
 * import java.lang.ref.Reference;
 * import java.nio.ByteBuffer;
 *
 * public class MoveMessage {
 *   private static final int MESSAGES = 1000;
 *   private static final int LENGTH = 1 << 20;
 *
 *   public static void main(String[] args) throws Exception {
 *     if (args.length == 0) {
 *       send();
 *     } else {
 *       receive(Long.parseLong(args[0]), Long.parseUnsignedLong(args[1]));
 *     }
 *   }
 *
 *   // The sender fills its buffer, writes a line, and waits for a line before it fills it again.
 *   private static void send() throws Exception {
 *     ByteBuffer message = ByteBuffer.allocateDirect(LENGTH);
 *     String address = Long.toUnsignedString(Iovec.of(message).address());
 *     String pid = Long.toString(ProcessHandle.current().pid());
 *     String java = System.getProperty("java.home") + "/bin/java";
 *     String path = System.getProperty("java.class.path");
 *     Process receiver =
 *         new ProcessBuilder(java, "-cp", path, MoveMessage.class.getName(), pid, address)
 *             .redirectError(ProcessBuilder.Redirect.INHERIT)
 *             .start();
 *     ProcessMemory.allowAccessFrom(receiver.pid()); // matters under Yama
 *     BufferedReader answers = receiver.inputReader();
 *     try {
 *       for (int i = 0; i < MESSAGES; i++) {
 *         message.putInt(0, i).putInt(LENGTH - 4, i);
 *         receiver.getOutputStream().write('\n');
 *         receiver.getOutputStream().flush();
 *         if (!Integer.toString(i).equals(answers.readLine())) {
 *           throw new IllegalStateException("message " + i + " was not received");
 *         }
 *       }
 *     } finally {
 *       receiver.getOutputStream().close(); // the receiver ends
 *       Reference.reachabilityFence(message); // keep it while its address is used
 *     }
 *     System.out.println(MESSAGES + " messages of " + LENGTH + " bytes");
 *   }
 *
 *   // The receiver prepares both sides once; then each message is one call without garbage.
 *   private static void receive(long pid, long address) throws Exception {
 *     ByteBuffer message = ByteBuffer.allocateDirect(LENGTH);
 *     IovecArray local = IovecArray.of(message);
 *     IovecArray remote = IovecArray.of(new Iovec(address, LENGTH));
 *     try (ProcessMemory sender = ProcessMemory.open(pid)) {
 *       while (System.in.read() == '\n') {
 *         long moved = sender.read(local, remote);
 *         boolean whole = moved == LENGTH && message.getInt(0) == message.getInt(LENGTH - 4);
 *         System.out.println(whole ? message.getInt(0) : -1);
 *       }
 *     }
 *   }
 * }
 * }</pre>
 *
 * <h2>Exchange an address safely</h2>
 *
 * <p>An address is valid only while its owner lives and keeps the buffer. So the owner sends the
 * address over a connection, and keeps the buffer until the reader has answered that it is done:
 *
 * <pre>{@code
 * import io.crossmem.Iovec;
 * import io.crossmem.ProcessMemory;
 * import java.io.DataInputStream;
 * import java.io.DataOutputStream;
 * import java.lang.ref.Reference;
 * import java.net.StandardProtocolFamily;
 * import java.net.UnixDomainSocketAddress;
 * import java.nio.ByteBuffer;
 * import java.nio.channels.Channels;
 * import java.nio.channels.ServerSocketChannel;
 * import java.nio.channels.SocketChannel;
 * import java.nio.charset.StandardCharsets;
 *
 * public class ExchangeAddress {
 *   public static void main(String[] args) throws Exception {
 *     UnixDomainSocketAddress socket = UnixDomainSocketAddress.of(args[1]);
 *     if (args[0].equals("offer")) {
 *       offer(socket, args[2]);
 *     } else {
 *       take(socket);
 *     }
 *   }
 *
 *   private static void offer(UnixDomainSocketAddress socket, String text) throws Exception {
 *     ByteBuffer message = ByteBuffer.allocateDirect(text.length() * 3);
 *     message.put(text.getBytes(StandardCharsets.UTF_8)).flip();
 *     Iovec span = Iovec.of(message);
 *     try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
 *       server.bind(socket);
 *       try (SocketChannel taker = server.accept()) {
 *         DataInputStream in = new DataInputStream(Channels.newInputStream(taker));
 *         DataOutputStream out = new DataOutputStream(Channels.newOutputStream(taker));
 *         ProcessMemory.allowAccessFrom(in.readLong()); // only this process, under Yama
 *         out.writeLong(ProcessHandle.current().pid());
 *         out.writeLong(span.address());
 *         out.writeLong(span.length());
 *         in.read(); // until the other has read it or has ended
 *       }
 *     } finally {
 *       Reference.reachabilityFence(message); // from here on the address is invalid
 *     }
 *   }
 *
 *   private static void take(UnixDomainSocketAddress socket) throws Exception {
 *     try (SocketChannel owner = SocketChannel.open(socket)) {
 *       DataInputStream in = new DataInputStream(Channels.newInputStream(owner));
 *       DataOutputStream out = new DataOutputStream(Channels.newOutputStream(owner));
 *       out.writeLong(ProcessHandle.current().pid());
 *       long pid = in.readLong();
 *       long address = in.readLong();
 *       ByteBuffer message = ByteBuffer.allocateDirect(Math.toIntExact(in.readLong()));
 *       try (ProcessMemory memory = ProcessMemory.open(pid)) { // it waits, so its pid was not reused
 *         memory.readFully(address, message); // throws if it has ended
 *       }
 *       out.write(0); // now the owner may reuse its buffer
 *       System.out.println(StandardCharsets.UTF_8.decode(message.flip()));
 *     }
 *   }
 * }
 * }</pre>
 *
 * <h2>Read into a segment</h2>
 *
 * <p>On JDK 22 and later, {@code SegmentTransfer} of this package copies to and from a {@code
 * MemorySegment} of any size. Its methods are {@code readFully} and {@code writeFully}, which copy
 * the whole segment or throw, and {@code read} and {@code write}, which return how many bytes they
 * copied. The arguments of this program are a pid, an address and a number of bytes:
 *
 * <pre>{@code
 * import io.crossmem.ProcessMemory;
 * import io.crossmem.SegmentTransfer;
 * import java.lang.foreign.Arena;
 * import java.lang.foreign.MemorySegment;
 * import java.lang.foreign.ValueLayout;
 *
 * public class ReadSegment {
 *   public static void main(String[] args) throws Exception {
 *     long pid = Long.parseLong(args[0]);
 *     long address = Long.parseUnsignedLong(args[1]);
 *     long bytes = Long.parseLong(args[2]); // may be more than 2 GiB
 *     try (Arena arena = Arena.ofConfined();
 *         ProcessMemory process = ProcessMemory.open(pid)) {
 *       MemorySegment copy = arena.allocate(bytes);
 *       SegmentTransfer.readFully(process, address, copy);
 *       System.out.println("the last byte is " + copy.get(ValueLayout.JAVA_BYTE, bytes - 1));
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>During a transfer the arena cannot be closed: {@code Arena.close()} throws {@link
 * IllegalStateException}.
 */
package io.crossmem;
