package io.crossmem;

import io.crossmem.internal.process.IovecBatch;

/** Iterates over spans with addresses. Empty spans are skipped: the kernel can fail on them. */
final class SpanCursor implements Cursor {
  private Spans spans;
  private int index;
  private long offset; // bytes of spans[index] already copied; less than its length

  /** Starts at the first byte of these spans. */
  SpanCursor over(Spans spans) {
    this.spans = spans;
    index = 0;
    offset = 0;
    advance(0); // skip empty spans
    return this;
  }

  /** Drops the reference to the spans. */
  void forget() {
    spans = null;
  }

  @Override
  public long pack(IovecBatch batch, long limit) {
    long packed = 0;
    long skip = offset;
    for (int i = index; i < spans.size() && packed < limit && !batch.isFull(); i++) {
      long length = Math.min(spans.length(i) - skip, limit - packed);
      if (length > 0) {
        batch.add(spans.address(i) + skip, length);
        packed += length;
      }
      skip = 0;
    }
    return packed;
  }

  @Override
  public void advance(long bytes) {
    offset += bytes;
    while (index < spans.size() && offset >= spans.length(index)) {
      offset -= spans.length(index);
      index++;
    }
  }

  @Override
  public long address() {
    return index < spans.size() ? spans.address(index) + offset : 0;
  }
}
