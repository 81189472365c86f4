package io.crossmem.demo;

import io.crossmem.message.Communicator;
import io.crossmem.message.PeerFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Two JVMs send messages to each other; both run this. */
final class TwoRanks {
  private static final List<Integer> SIZES =
      List.of(8, 4 << 10, 64 << 10, 1 << 20, 16 << 20, 64 << 20);
  private static final int ROUND_BYTES = 4 << 20;
  private static final int REGION_BYTES = 65 << 20; // the largest message, and its margins

  private final Communicator communicator;

  private TwoRanks(Communicator communicator) {
    this.communicator = communicator;
  }

  /**
   * Started by {@link Ranks}. Exits with 1 if one byte, or anything else, is not as it should be.
   */
  public static void main(String[] arguments) {
    Ranks.endWithParent();
    try (Communicator communicator = Communicator.fromEnvironment()) {
      TwoRanks ranks = new TwoRanks(communicator);
      if (communicator.rank() == 0) {
        ranks.lead();
      } else {
        new Follower(communicator, memories()).obey();
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
    for (Memory.Kind kind : Memory.Kind.values()) {
      memories.put(kind, kind.allocate(REGION_BYTES));
    }
    return memories;
  }

  private void lead() throws IOException {
    System.out.println("messages between two processes, median times of one way");
    System.out.println("large ones: " + communicator.transport(1).reason());
    Leader leader = new Leader(communicator, memories(), memories());
    fillTable(leader, cells());
    leader.end();
    System.out.printf(
        Locale.ROOT,
        "all %,d messages verified, %,d bytes compared%n",
        leader.messages(),
        leader.bytes());
  }

  private static List<Leader.Cell> cells() {
    List<Leader.Cell> cells = new ArrayList<>();
    for (Exercise exercise : Exercise.values()) {
      for (Memory.Kind kind : Memory.Kind.values()) {
        cells.add(new Leader.Cell(exercise, kind));
      }
    }
    return cells;
  }

  private static void fillTable(Leader leader, List<Leader.Cell> cells) throws IOException {
    Table table = new Table(System.out, "size");
    table.printNames(cells.stream().map(cell -> cell.exercise().words).toList());
    table.printNames(cells.stream().map(cell -> cell.kind().words).toList());
    table.printUnits(cells.size());
    for (int size : SIZES) {
      table.printRowHead(Table.bytes(size));
      try {
        for (Leader.Cell cell : cells) {
          table.printCell(leader.measure(cell, Layout.of(size, ROUND_BYTES)));
        }
      } finally {
        table.endRow();
      }
    }
  }
}
