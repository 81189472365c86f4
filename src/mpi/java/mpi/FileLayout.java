package mpi;

/**
 * Where the bytes that a view shows lie in the file. A position counts the bytes that are shown,
 * from the start of the view on.
 */
final class FileLayout {
  final FileView view;
  final int etypeBytes;
  final boolean isExternal; // big-endian
  private final long[] offsets; // of the blocks of one item of the file type, in bytes
  private final long[] starts; // positions of the blocks within the item
  private final int[] lengths; // of the blocks, in bytes
  private final long size; // bytes that an item shows
  private final long extent; // bytes from one item to the next

  FileLayout(FileView view) {
    this.view = view;
    isExternal = isExternal(view.getDataRep());
    Datatype etype = check(view.getEType());
    Datatype given = check(view.getFileType());
    Datatype type = isExternal ? External32.inFile(given) : given;
    etypeBytes = etype.bytes();
    size = type.bytes();
    extent = (long) type.map.extent() * type.element.bytes;
    if (view.getDisp() < 0) {
      throw new MPIException(ErrorClass.ARG, "the displacement is negative: " + view.getDisp());
    }
    if (size == 0 || etypeBytes == 0 || size % etypeBytes != 0) {
      throw new MPIException(
          ErrorClass.ARG, "the file type is empty, or not a whole number of elementary types");
    }
    ByteBlocks blocks = ByteBlocks.of(type, 1, 0);
    offsets = blocks.offsets;
    lengths = blocks.lengths;
    starts = new long[offsets.length];
    long end = 0;
    long shown = 0;
    for (int i = 0; i < offsets.length; i++) {
      if (offsets[i] < end) {
        throw new MPIException(
            ErrorClass.ARG, "the file type's displacements are negative, or go back");
      }
      starts[i] = shown;
      shown += lengths[i];
      end = offsets[i] + lengths[i];
    }
    if (extent < end) {
      throw new MPIException(ErrorClass.ARG, "the file type overlaps with its next item");
    }
  }

  private static boolean isExternal(String dataRep) {
    boolean isExternal = External32.NAME.equals(dataRep);
    if (!isExternal && !"native".equals(dataRep) && !"internal".equals(dataRep)) {
      throw new MPIException(
          ErrorClass.UNSUPPORTED_DATAREP, "there is no data representation " + dataRep);
    }
    return isExternal;
  }

  private static Datatype check(Datatype type) {
    if (Datatype.check(type).element == Element.OBJECT) {
      throw new MPIException(ErrorClass.TYPE, "a view of a file does not show objects");
    }
    return type;
  }

  /** The offset in the file of a position. */
  long offset(long position) {
    long item = Math.floorDiv(position, size);
    long within = Math.floorMod(position, size);
    int block = block(within);
    return view.getDisp() + item * extent + offsets[block] + within - starts[block];
  }

  /** How many bytes from a position on lie one after another in the file; at least 1. */
  long run(long position) {
    if (size == extent) {
      return Long.MAX_VALUE - position;
    }
    long within = Math.floorMod(position, size);
    int block = block(within);
    return starts[block] + lengths[block] - within;
  }

  private int block(long within) {
    int block = lengths.length - 1;
    while (starts[block] > within) {
      block--;
    }
    return block;
  }

  /** How many of the bytes before the end of a file of that length the view shows. */
  long shown(long fileBytes) {
    long rest = fileBytes - view.getDisp();
    if (rest <= 0) {
      return 0;
    }
    long items = rest / extent;
    long within = rest % extent;
    long shown = items * size;
    for (int i = 0; i < offsets.length; i++) {
      shown += Math.max(0, Math.min(lengths[i], within - offsets[i]));
    }
    return shown;
  }
}
