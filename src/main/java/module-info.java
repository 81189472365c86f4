/**
 * Messages between the Java processes of one Linux machine, and direct access to the memory of
 * another process. Large messages are copied once, from process to process.
 *
 * <p>This module requires only {@code java.base}. If {@code jdk.jfr} is also present, large
 * messages can be recorded. The module has two packages. Command line tools come in a separate jar.
 *
 * <h2>Messages: io.crossmem.message</h2>
 *
 * <p>Processes are the ranks of a {@link io.crossmem.message.Communicator}, as in MPI. They send
 * and receive messages with tags, blocking or not, and run collective operations together. Here
 * each rank sends its number to the next one, and all add up their numbers:
 *
 * <pre>{@code
 * import io.crossmem.message.Communicator;
 * import io.crossmem.message.Data;
 * import io.crossmem.message.Op;
 *
 * public class SumOfRanks {
 *   public static void main(String[] args) throws Exception {
 *     try (Communicator world = Communicator.fromEnvironment()) {
 *       int next = (world.rank() + 1) % world.size();
 *       int previous = (world.rank() + world.size() - 1) % world.size();
 *       int[] received = new int[1];
 *       world.sendRecv(Data.of(world.rank()), next, 0, Data.of(received), previous, 0);
 *
 *       double[] mine = {world.rank()};
 *       double[] sum = new double[1];
 *       world.allreduce(Data.of(mine), Data.of(sum), Op.SUM);
 *       System.out.println("received " + received[0] + ", the sum is " + sum[0]);
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>{@code crossmem run -n 4 java -cp ... SumOfRanks} starts four ranks, and so do the launchers
 * of Open MPI, MPICH and Slurm. {@link io.crossmem.message.Communicator#join(String, int)} needs no
 * launcher.
 *
 * <h2>Memory: io.crossmem</h2>
 *
 * <p>{@link io.crossmem.ProcessMemory} reads and writes the memory of any process that the kernel
 * allows it to access; that process does not have to cooperate. This program prints a text that is
 * stored at an address of another process:
 *
 * <pre>{@code
 * import io.crossmem.ProcessMemory;
 * import java.nio.ByteBuffer;
 *
 * public class TakeMessage {
 *   public static void main(String[] args) throws Exception {
 *     long pid = Long.parseLong(args[0]);
 *     long address = Long.parseUnsignedLong(args[1]);
 *     ByteBuffer message = ByteBuffer.allocateDirect(Integer.parseInt(args[2]));
 *     try (ProcessMemory sender = ProcessMemory.open(pid)) {
 *       sender.readFully(address, message);
 *     }
 *     System.out.println(java.nio.charset.StandardCharsets.UTF_8.decode(message.flip()));
 *   }
 * }
 * }</pre>
 *
 * <h2>Segments: java.lang.foreign</h2>
 *
 * <p>On JDK 22 and later both packages accept a {@code MemorySegment} of any size, also larger than
 * 2 GiB. Two classes do this. They are in the jar, but not in the lists of classes here, since this
 * documentation is generated for Java 17. The sources jar has their own Javadoc.
 *
 * <table>
 *   <caption>Methods for segments, all static</caption>
 *   <tr><th>class</th><th>method</th><th>what it does</th></tr>
 *   <tr><td rowspan="2">{@code io.crossmem.SegmentTransfer}</td><td>{@code void readFully(ProcessMemory process, long address, MemorySegment local)}, {@code writeFully}</td><td>copies the whole segment, or throws</td></tr>
 *   <tr><td>{@code long read(ProcessMemory process, long address, MemorySegment local)}, {@code write}</td><td>the same, but stops where memory cannot be accessed, and returns the number of bytes copied</td></tr>
 *   <tr><td rowspan="2">{@code io.crossmem.message.SegmentData}</td><td>{@code Data of(MemorySegment segment, DataType type)}</td><td>the elements of a segment, for a message or a collective operation</td></tr>
 *   <tr><td>{@code Data of(MemorySegment segment)}</td><td>its bytes</td></tr>
 * </table>
 *
 * <p>The segment must be outside the heap. {@link io.crossmem} and {@link io.crossmem.message} have
 * a program for each of these classes.
 *
 * <h2>Tools: the command line</h2>
 *
 * <p>{@code crossmem-VERSION-cli.jar} is a separate jar, which contains the library:
 *
 * <table>
 *   <caption>Commands of java -jar crossmem-VERSION-cli.jar</caption>
 *   <tr><th>command</th><th>what it does</th></tr>
 *   <tr><td>{@code doctor [PID]}</td><td>says whether crossmem works on this machine and JDK and in this container, or whether a process can be accessed; if not, why, and what to do</td></tr>
 *   <tr><td>{@code run -n RANKS COMMAND}</td><td>starts the ranks of a program</td></tr>
 *   <tr><td>{@code maps}, {@code read}, {@code write}, {@code find}, {@code dump}</td><td>show, change
 *   and search the memory of a process</td></tr>
 *   <tr><td>{@code pingpong}</td><td>measures this machine</td></tr>
 * </table>
 *
 * <p>For example, {@code java -jar crossmem-VERSION-cli.jar doctor} is the first thing to run in a
 * new container.
 *
 * <h2>Options of the JVM</h2>
 *
 * <table>
 *   <caption>Options</caption>
 *   <tr><th>option</th><th>when</th></tr>
 *   <tr><td>{@code --enable-native-access=ALL-UNNAMED}</td><td>JDK 24 and later, with crossmem on
 *   the class path: without it the JVM prints a warning, or refuses to load the native library if
 *   it was started with {@code --illegal-native-access=deny}</td></tr>
 *   <tr><td>{@code --enable-native-access=io.crossmem}</td><td>the same, with crossmem on the module
 *   path</td></tr>
 *   <tr><td>{@code -Dcrossmem.native.dir=FOLDER}</td><td>the folder from which the native library is loaded; needed if the temporary folder is mounted noexec or is not writable</td></tr>
 * </table>
 *
 * <p>JDK 17 to 23 need no option. However, JDK 22 and 23 print a warning at the first transfer of
 * memory of a shared {@code Arena}, unless they have the first or the second option. The other
 * system properties are for tuning; {@link io.crossmem.message} lists them.
 */
module io.crossmem {
  requires static jdk.jfr;

  exports io.crossmem;
  exports io.crossmem.message;
}
