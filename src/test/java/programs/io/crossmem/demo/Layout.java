package io.crossmem.demo;

/**
 * Where the transfers of a round lie in a region; the same in both processes. Small transfers come
 * many to a round, one to a slot, so that asking the owner to fill and check costs little:
 *
 * <pre>
 *   | margin | slot 0 | margin | slot 1 | margin | ...
 * </pre>
 *
 * <p>Slots start at a page. A margin is at least a page, and no transfer may touch it.
 *
 * @param size bytes of a slot: of one transfer
 * @param slots transfers in a round
 */
record Layout(int size, int slots) {
  static final int PAGE = 4096;
  static final int MAX_SIZE = 256 << 20;
  static final int REGION_BYTES = PAGE + MAX_SIZE + PAGE;

  private static final int MAX_SLOTS = 64;
  private static final int ROUND_BYTES = 1 << 20; // slots of smaller transfers fill this much

  static Layout of(int size) {
    return of(size, ROUND_BYTES);
  }

  /**
   * As many slots as it takes.
   *
   * @param roundBytes approximate bytes per round
   */
  static Layout of(int size, int roundBytes) {
    return new Layout(size, Math.max(1, Math.min(roundBytes / size, MAX_SLOTS)));
  }

  int start(int slot) {
    int wholePages = (size + PAGE - 1) / PAGE * PAGE;
    return PAGE + slot * (wholePages + PAGE);
  }

  /** The end of the last slot's margin. */
  int end() {
    return start(slots);
  }
}
