/**
 * Messages between the processes of one node, in MPI's words: rank, tag, communicator, request.
 *
 * <p>{@link io.crossmem.message.Communicator} is where to begin. Processes become the ranks of one
 * by {@link io.crossmem.message.Communicator#join(String, int)}, which takes a name that all of
 * them know, or by {@link io.crossmem.message.Communicator#fromEnvironment()}, where {@code
 * crossmem run} or the launcher of an MPI has started them. Then each may send to each, and all
 * together may do collective operations. Three programs show how; each is compiled and run by the
 * tests.
 *
 * <h2>Ping-pong</h2>
 *
 * <p>Two ranks and one message that goes to and fro. It lies in a {@link
 * io.crossmem.message.MessageBuffer}, which the other rank maps, so that a message is one plain
 * copy; direct buffers come next, and arrays last:
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
 * <p>Each rank has some columns of a grid, stored by rows, and needs the columns next to its own. A
 * {@link io.crossmem.message.Layout} says where the elements of a column are, and the requests let
 * all four messages go at a time, in whatever order the neighbours come:
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
 *   private static final int WIDTH = 502; // 500 columns, and one of each neighbour at the sides
 *
 *   public static void main(String[] args) throws Exception {
 *     try (Communicator world = Communicator.fromEnvironment()) {
 *       int left = (world.rank() + world.size() - 1) % world.size();
 *       int right = (world.rank() + 1) % world.size();
 *       double[] grid = new double[ROWS * WIDTH];
 *       Arrays.fill(grid, world.rank());
 *       Request.awaitAll(
 *           world.irecv(column(grid, 0), left, 0), // what goes to the right has tag 0
 *           world.irecv(column(grid, WIDTH - 1), right, 1),
 *           world.isend(column(grid, WIDTH - 2), right, 0),
 *           world.isend(column(grid, 1), left, 1));
 *       double[] row = Arrays.copyOfRange(grid, grid.length - WIDTH, grid.length);
 *       System.out.println(row[0] + " " + row[1] + " ... " + row[WIDTH - 2] + " " + row[WIDTH - 1]);
 *     }
 *   }
 *
 *   // One element of each row: they are sent and received where they are.
 *   private static Data column(double[] grid, int column) {
 *     return Data.of(grid, column, grid.length - column).with(Layout.vector(ROWS, 1, WIDTH));
 *   }
 * }
 * }</pre>
 *
 * <h2>Reduce</h2>
 *
 * <p>A number of each rank, and the sum of all at each rank. The result is the same in every bit,
 * from run to run and at every rank:
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
 * <h2>How messages travel</h2>
 *
 * <p>Small ones through a ring in shared memory, so that {@code send} returns before anyone
 * receives them. Larger ones the same way in parts, copied in by one process while the other copies
 * out. The largest are copied once, from process to process, by both at a time. From which sizes on
 * is worked out from what copying costs on this machine, unless these system properties say it:
 *
 * <table>
 *   <caption>System properties</caption>
 *   <tr><th>name</th><th>meaning</th></tr>
 *   <tr><td>{@code crossmem.eager}</td><td>most bytes of a small message</td></tr>
 *   <tr><td>{@code crossmem.single}</td><td>fewest bytes of one that is copied once</td></tr>
 *   <tr><td>{@code crossmem.single.huge}</td><td>the same, where both ends lie on huge pages</td></tr>
 *   <tr><td>{@code crossmem.protocol}</td><td>{@code pipeline}, {@code read}, {@code mapped}, {@code write} or {@code
 *   split}: how all but the small ones travel, where it can be done</td></tr>
 *   <tr><td>{@code crossmem.few}</td><td>up to so many ranks (16) collective operations let everyone
 *   talk to everyone, which takes memory for each pair; the same in all ranks</td></tr>
 *   <tr><td>{@code crossmem.join.seconds}</td><td>how long to wait for the other ranks, 60</td></tr>
 * </table>
 *
 * <p>Where the kernel forbids one process to reach into the other, large messages are copied twice,
 * and {@link io.crossmem.message.Communicator#transport} says so, and why.
 */
package io.crossmem.message;
