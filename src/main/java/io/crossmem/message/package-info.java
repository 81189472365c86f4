/**
 * Messages between the processes of one node, in MPI's terms: rank, tag, communicator, request.
 *
 * <p>Start with {@link io.crossmem.message.Communicator}. Processes become the ranks of a
 * communicator by calling {@link io.crossmem.message.Communicator#join(String, int)} with the same
 * name. If {@code crossmem run} or an MPI launcher has started them, they call {@link
 * io.crossmem.message.Communicator#fromEnvironment()} instead. Then each rank can send to every
 * other rank, and all ranks together can run collective operations. Four programs show how; the
 * tests compile and run each of them.
 *
 * <h2>Ping-pong</h2>
 *
 * <p>Two ranks send one message back and forth. It is stored in a {@link
 * io.crossmem.message.MessageBuffer}. The other rank maps this memory, so each message is one plain
 * copy. This is the fastest way; direct buffers are slower, and arrays are the slowest:
 *
 * <pre>{@code
 * import io.crossmem.message.Communicator;
 * import io.crossmem.message.Data;
 * import io.crossmem.message.MessageBuffer;
 *
 * public class PingPong {
 *   private static final int TIMES = 1000;
 *
 *   public static void main(String[] args) throws Exception {
 *     try (Communicator world = Communicator.fromEnvironment();
 *         MessageBuffer memory = MessageBuffer.allocate(1 << 20)) {
 *       Data ball = Data.of(memory);
 *       int other = 1 - world.rank();
 *       long start = System.nanoTime();
 *       for (int i = 0; i < TIMES; i++) {
 *         if (world.rank() == 0) {
 *           world.send(ball, other, 0);
 *           world.recv(ball, other, 0);
 *         } else {
 *           world.recv(ball, other, 0);
 *           world.send(ball, other, 0);
 *         }
 *       }
 *       long micros = (System.nanoTime() - start) / (2 * TIMES * 1000);
 *       System.out.println(memory.size() + " bytes take " + micros + " us to rank " + other);
 *     }
 *   }
 * }
 * }</pre>
 *
 * <h2>Exchange the borders of a grid</h2>
 *
 * <p>Each rank has some columns of a grid, which is stored by rows, and needs the columns next to
 * its own. A {@link io.crossmem.message.Layout} says where the elements of a column are. With
 * requests all four messages are transferred at the same time, in any order:
 *
 * <pre>{@code
 * import io.crossmem.message.Communicator;
 * import io.crossmem.message.Data;
 * import io.crossmem.message.Layout;
 * import io.crossmem.message.Request;
 * import java.util.Arrays;
 *
 * public class HaloExchange {
 *   private static final int ROWS = 1000;
 *   private static final int WIDTH = 502; // 500 columns, and one of each neighbour
 *
 *   public static void main(String[] args) throws Exception {
 *     try (Communicator world = Communicator.fromEnvironment()) {
 *       int left = (world.rank() + world.size() - 1) % world.size();
 *       int right = (world.rank() + 1) % world.size();
 *       double[] grid = new double[ROWS * WIDTH];
 *       Arrays.fill(grid, world.rank());
 *       Request.awaitAll(
 *           world.irecv(column(grid, 0), left, 0), // messages to the right have tag 0
 *           world.irecv(column(grid, WIDTH - 1), right, 1),
 *           world.isend(column(grid, WIDTH - 2), right, 0),
 *           world.isend(column(grid, 1), left, 1));
 *       double[] row = Arrays.copyOfRange(grid, grid.length - WIDTH, grid.length);
 *       System.out.println(row[0] + " " + row[1] + " ... " + row[WIDTH - 2] + " " + row[WIDTH - 1]);
 *     }
 *   }
 *
 *   // One element of each row: they are sent and received in place.
 *   private static Data column(double[] grid, int column) {
 *     return Data.of(grid, column, grid.length - column).with(Layout.vector(ROWS, 1, WIDTH));
 *   }
 * }
 * }</pre>
 *
 * <h2>Reduce</h2>
 *
 * <p>Each rank has a number, and each rank gets the sum of all numbers. The result has the same
 * bits in each run and in each rank:
 *
 * <pre>{@code
 * import io.crossmem.message.Communicator;
 * import io.crossmem.message.Data;
 * import io.crossmem.message.Op;
 * import java.util.stream.DoubleStream;
 *
 * public class Norm {
 *   public static void main(String[] args) throws Exception {
 *     try (Communicator world = Communicator.fromEnvironment()) {
 *       int first = 1000 * world.rank(); // each rank has a thousand elements of a long vector
 *       double squares = DoubleStream.iterate(first, x -> x + 1).limit(1000).map(x -> x * x).sum();
 *       double[] all = new double[1];
 *       world.allreduce(Data.of(squares), Data.of(all), Op.SUM);
 *       System.out.println("norm " + Math.sqrt(all[0]));
 *     }
 *   }
 * }
 * }</pre>
 *
 * <h2>Send a segment</h2>
 *
 * <p>On JDK 22 and later, {@code SegmentData} of this package makes a {@link
 * io.crossmem.message.Data} of a {@code MemorySegment} of any size. Rank 0 sends its numbers to
 * rank 1:
 *
 * <pre>{@code
 * import io.crossmem.message.Communicator;
 * import io.crossmem.message.DataType;
 * import io.crossmem.message.SegmentData;
 * import java.lang.foreign.Arena;
 * import java.lang.foreign.MemorySegment;
 * import java.lang.foreign.ValueLayout;
 *
 * public class SendSegment {
 *   private static final long COUNT = 1 << 20; // may be more than one buffer or array can hold
 *
 *   public static void main(String[] args) throws Exception {
 *     try (Communicator world = Communicator.fromEnvironment();
 *         Arena arena = Arena.ofConfined()) {
 *       MemorySegment numbers = arena.allocate(ValueLayout.JAVA_DOUBLE, COUNT);
 *       if (world.rank() == 0) {
 *         numbers.setAtIndex(ValueLayout.JAVA_DOUBLE, COUNT - 1, 42);
 *         world.send(SegmentData.of(numbers, DataType.DOUBLE), 1, 0);
 *       } else {
 *         world.recv(SegmentData.of(numbers, DataType.DOUBLE), 0, 0);
 *         System.out.println("received " + numbers.getAtIndex(ValueLayout.JAVA_DOUBLE, COUNT - 1));
 *       }
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>Memory of {@code Arena.ofConfined()} works only in calls that wait, such as {@code send}.
 * Memory of {@code Arena.ofAuto()} and {@code Arena.global()} works in all calls. Memory of {@code
 * Arena.ofShared()} does too, but it is copied twice, since any thread may close it at any time.
 *
 * <h2>How messages travel</h2>
 *
 * <p>Small messages go through a ring in shared memory, so that {@code send} returns before they
 * are received. Larger messages go through the ring in parts: the sender copies a part in while the
 * receiver copies another part out. The largest messages are copied once, directly from process to
 * process; both processes may copy at the same time. The size limits are derived from the measured
 * cost of copies on this machine, unless these system properties set them:
 *
 * <table>
 *   <caption>System properties</caption>
 *   <tr><th>name</th><th>meaning</th></tr>
 *   <tr><td>{@code crossmem.eager}</td><td>the largest small message, in bytes</td></tr>
 *   <tr><td>{@code crossmem.single}</td><td>the smallest message that is copied once, in bytes</td></tr>
 *   <tr><td>{@code crossmem.single.huge}</td><td>the same, if the memory of both sides is on huge pages</td></tr>
 *   <tr><td>{@code crossmem.protocol}</td><td>{@code pipeline}, {@code read}, {@code mapped}, {@code write} or {@code
 *   split}: how messages other than small ones are transferred, if possible</td></tr>
 *   <tr><td>{@code crossmem.few}</td><td>up to this number of ranks (default 16) each rank may exchange messages with every other rank in a collective operation, which needs memory for each pair; must be the same in all ranks</td></tr>
 *   <tr><td>{@code crossmem.join.seconds}</td><td>how long to wait for the other ranks, in seconds (default 60)</td></tr>
 * </table>
 *
 * <p>If the kernel denies access to the other process's memory, large messages are copied twice.
 * {@link io.crossmem.message.Communicator#transport} says whether this is so, and why.
 */
package io.crossmem.message;
