package io.crossmem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The fenced blocks of a page. */
final class Markdown {
  private static final String FENCE = "```";

  private Markdown() {}

  /**
   * A fenced block.
   *
   * @param page its file
   * @param line number of the fence, from 1 on
   * @param info what stands behind the fence, such as {@code java}
   * @param text the lines inside, each with its line end
   */
  record Block(Path page, int line, String info, String text) {
    String language() {
      return info.split(" ", 2)[0];
    }

    @Override
    public String toString() {
      return page + ":" + line;
    }
  }

  /** README.md and each page of docs. */
  static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      Stream<Path> pages = docs.filter(file -> file.toString().endsWith(".md")).sorted();
      return Stream.concat(Stream.of(Path.of("README.md")), pages).toList();
    }
  }

  static List<Block> blocks(Path page) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = Files.readAllLines(page);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(FENCE)) {
        int end = i + 1;
        StringBuilder text = new StringBuilder();
        while (!lines.get(end).equals(FENCE)) {
          text.append(lines.get(end++)).append('\n');
        }
        String info = lines.get(i).substring(FENCE.length());
        blocks.add(new Block(page, i + 1, info, text.toString()));
        i = end;
      }
    }
    return blocks;
  }
}
