package io.crossmem.cli;

import io.crossmem.MemoryRegion;
import io.crossmem.internal.sys.Proc;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import net.fornwall.jelf.ElfFile;
import net.fornwall.jelf.ElfSegment;
import net.fornwall.jelf.ElfSymbol;
import net.fornwall.jelf.ElfSymbolTableSection;

/**
 * The symbols of the ELF files that a process has mapped: from the full symbol table if a file has
 * one, else from that of the dynamic linker. See elf(5).
 */
final class ElfSymbols implements Place.Symbols {
  private static final int SHN_UNDEF = 0;
  private static final int SHN_LORESERVE = 0xff00;

  private final long pid;

  ElfSymbols(long pid) {
    this.pid = pid;
  }

  @Override
  public List<Long> find(String name, MemoryRegion file) {
    try (MappedFile mapped = MappedFile.open(pid, file).orElse(null)) {
      return mapped == null ? List.of() : find(name, file, ElfFile.from(mapped.map()));
    } catch (IOException | RuntimeException e) {
      return List.of(); // jelf throws various exceptions for files that are not ELF
    }
  }

  @Override
  public Optional<String> program() {
    try {
      return Optional.of(Files.readSymbolicLink(Proc.memoryPath(pid, "exe")).toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<Long> find(String name, MemoryRegion file, ElfFile elf) {
    long bias = bias(file, elf);
    List<ElfSymbol> named = new ArrayList<>();
    Stream.of(elf.getSymbolTableSection(), elf.getDynamicSymbolTableSection())
        .filter(Objects::nonNull)
        .flatMap(ElfSymbols::defined)
        .filter(symbol -> name.equals(symbol.getName()))
        .forEach(named::add);
    boolean anyGlobal = named.stream().anyMatch(ElfSymbols::isGlobal);
    return named.stream()
        .filter(symbol -> isGlobal(symbol) == anyGlobal)
        .map(symbol -> bias + symbol.st_value)
        .distinct()
        .toList();
  }

  /** The difference between addresses in memory and in the file, given the first mapped byte. */
  private static long bias(MemoryRegion file, ElfFile elf) {
    ElfSegment first = elf.firstSegmentByType(ElfSegment.PT_LOAD);
    return file.start() - (first.p_vaddr - first.p_offset);
  }

  private static Stream<ElfSymbol> defined(ElfSymbolTableSection table) {
    return Arrays.stream(table.symbols)
        .filter(
            symbol -> {
              int section = Short.toUnsignedInt(symbol.st_shndx);
              int type = symbol.getType();
              return section != SHN_UNDEF
                  && section < SHN_LORESERVE
                  && type != ElfSymbol.STT_TLS // an offset into each thread's block
                  && type != ElfSymbol.STT_SECTION
                  && type != ElfSymbol.STT_FILE;
            });
  }

  private static boolean isGlobal(ElfSymbol symbol) {
    return symbol.getBinding() != ElfSymbol.BINDING_LOCAL;
  }
}
