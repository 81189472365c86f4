package mpi;

/** How a send behaves. Ready mode is standard mode: a receive that is there does no harm. */
enum Mode {
  STANDARD,
  /** Over only after the message is received. */
  SYNCHRONOUS,
  /** Over at once: the message is kept in memory that the program attached. */
  BUFFERED
}
