package io.crossmem;

/** A sequence of memory spans, like an iovec array, however it is stored. */
interface Spans {
  int size();

  /** First byte of span {@code index}; unsigned. */
  long address(int index);

  /** Bytes of span {@code index}, 0 or more. */
  long length(int index);

  /** The same spans, in an array. */
  static Spans of(Iovec[] spans) {
    return new Spans() {
      @Override
      public int size() {
        return spans.length;
      }

      @Override
      public long address(int index) {
        return spans[index].address();
      }

      @Override
      public long length(int index) {
        return spans[index].length();
      }
    };
  }
}
