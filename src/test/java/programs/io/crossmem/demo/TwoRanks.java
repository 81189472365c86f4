package io.crossmem.demo;

import io.crossmem.message.Communicator;
import io.crossmem.message.PeerFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Two JVMs send messages to each other; both run this. */
final class TwoRanks {
  private static final List<Integer> SIZES =
      List.of(8, 4 << 10, 64 << 10, 1 << 20, 16 << 20, 64 << 20);
  private static final int ROUND_BYTES = 4 << 20;
  private static final int REGION_BYTES = 65 << 20; // the largest message, and its margins

  private static final int TURNS = 3; // of each cell, which take turns with the others of the row
  private static final long TURN_NANOS = 50_000_000;
  private static final int WARM_UP_ROUND_BYTES = 1 << 20;
  private static final List<Leader.Cell> CELLS =
      List.of(
          new Leader.Cell(Exercise.PING_PONG, Memory.Kind.DIRECT),
          new Leader.Cell(Exercise.PING_PONG, Memory.Kind.MESSAGE_BUFFER),
          new Leader.Cell(Exercise.PING_PONG, Memory.Kind.SOCKET),
          new Leader.Cell(Exercise.STREAM, Memory.Kind.DIRECT),
          new Leader.Cell(Exercise.STREAM, Memory.Kind.MESSAGE_BUFFER));

  private final Wires wires;

  private TwoRanks(Wires wires) {
    this.wires = wires;
  }

  /** Started by {@link Ranks}. Exits with 1 if a byte is wrong or anything else fails. */
  public static void main(String[] arguments) {
    Ranks.endWithParent();
    try (Communicator communicator = Communicator.fromEnvironment();
        Wires wires = Wires.connect(communicator)) {
      if (communicator.rank() == 0) {
        new TwoRanks(wires).lead();
      } else {
        new Follower(wires, memories()).obey();
      }
    } catch (PeerFailedException e) {
      System.exit(1); // the demo says which rank it was
    } catch (IOException | IllegalStateException e) {
      System.err.println("demo: " + e.getMessage());
      System.exit(1);
    }
  }

  private static Map<Memory.Kind, Memory> memories() {
    Map<Memory.Kind, Memory> memories = new EnumMap<>(Memory.Kind.class);
    for (Memory.Kind kind : List.of(Memory.Kind.DIRECT, Memory.Kind.MESSAGE_BUFFER)) {
      memories.put(kind, kind.allocate(REGION_BYTES));
    }
    memories.put(Memory.Kind.SOCKET, memories.get(Memory.Kind.DIRECT));
    return memories;
  }

  private void lead() throws IOException {
    System.out.println("messages between two processes, median one-way times");
    System.out.println("large ones: " + wires.communicator().transport(1).reason());
    Leader leader = new Leader(wires, memories(), memories());
    System.out.println(warmUp(leader));
    fillTable(leader);
    leader.end();
    System.out.printf(
        Locale.ROOT,
        "all %,d messages verified, %,d bytes compared%n",
        leader.messages(),
        leader.bytes());
  }

  /** Until messages, and the socket, get no faster. */
  private static WarmUp warmUp(Leader leader) throws IOException {
    long[] nanos = new long[CELLS.size() * WarmUp.SIZES.length];
    WarmUp warmUp = new WarmUp(nanos.length);
    do {
      int turn = 0;
      for (int size : WarmUp.SIZES) {
        Layout layout = Layout.of(size, WARM_UP_ROUND_BYTES);
        for (Leader.Cell cell : CELLS) {
          nanos[turn++] = leader.measure(cell, layout, WarmUp.TURN_NANOS).medianNanos();
        }
      }
    } while (warmUp.goesOn(nanos));
    return warmUp;
  }

  private static void fillTable(Leader leader) throws IOException {
    Table table = new Table(System.out, "size");
    table.printNames(CELLS.stream().map(cell -> cell.exercise().words).toList());
    table.printNames(CELLS.stream().map(cell -> cell.kind().words).toList());
    table.printUnits(CELLS.size());
    for (int size : SIZES) {
      table.printRowHead(Table.bytes(size));
      try {
        for (Measurement cell : measureRow(leader, Layout.of(size, ROUND_BYTES))) {
          table.printCell(cell);
        }
      } finally {
        table.endRow();
      }
    }
  }

  private static List<Measurement> measureRow(Leader leader, Layout layout) throws IOException {
    Map<Leader.Cell, List<Measurement>> turns = new LinkedHashMap<>();
    for (int turn = 0; turn < TURNS; turn++) {
      for (Leader.Cell cell : CELLS) {
        turns
            .computeIfAbsent(cell, none -> new ArrayList<>())
            .add(leader.measure(cell, layout, TURN_NANOS));
      }
    }
    return turns.values().stream().map(Measurement::ofTurns).toList();
  }
}
