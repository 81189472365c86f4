/**
 * The memory of other processes of this machine, read and written in a single copy.
 *
 * <p>{@link io.crossmem.ProcessMemory} is where to begin. Three programs show what it is for; each
 * is compiled and run by the tests.
 *
 * <h2>Read a process that knows nothing of it</h2>
 *
 * <p>Its pid is the argument. The program and the libraries that it has loaded are printed, found
 * by the first bytes of what it has mapped:
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
 * <p>Two processes and a thousand messages. The bytes go straight from one buffer into the other;
 * what goes through the pipes says only that there is one:
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
 *   // The sender fills its buffer, says so by a line, and waits for a line before it fills it again.
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
 *       receiver.getOutputStream().close(); // the receiver's end
 *       Reference.reachabilityFence(message); // it must live as long as its address is used
 *     }
 *     System.out.println(MESSAGES + " messages of " + LENGTH + " bytes");
 *   }
 *
 *   // The receiver prepares both sides once; each message is then one call, and no garbage.
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
 * <p>An address is good only while its owner lives and keeps the buffer. So the owner tells it over
 * a connection, and waits at the other end of that until the taker says that it is done:
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
 *         ProcessMemory.allowAccessFrom(in.readLong()); // this one process, under Yama
 *         out.writeLong(ProcessHandle.current().pid());
 *         out.writeLong(span.address());
 *         out.writeLong(span.length());
 *         in.read(); // until the other has taken it, or has ended
 *       }
 *     } finally {
 *       Reference.reachabilityFence(message); // from here on the address means nothing
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
 *       try (ProcessMemory memory =
 *           ProcessMemory.open(pid)) { // it waits, so the pid is still its own
 *         memory.readFully(address, message); // throws if it ends meanwhile
 *       }
 *       out.write(0); // now it may do with its buffer what it likes
 *       System.out.println(StandardCharsets.UTF_8.decode(message.flip()));
 *     }
 *   }
 * }
 * }</pre>
 */
package io.crossmem;
