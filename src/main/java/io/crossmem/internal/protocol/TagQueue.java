package io.crossmem.internal.protocol;

/** The objects with one key (context, source and tag). */
final class TagQueue<T> extends LinkedQueue<T> {
  int context;
  int source;
  int tag;
  int hash;
  TagQueue<T> chain; // the next one in the same slot of the table

  TagQueue<T> set(int inContext, int from, int label, int hashOfThese) {
    context = inContext;
    source = from;
    tag = label;
    hash = hashOfThese;
    return this;
  }

  boolean is(int inContext, int from, int label) {
    return tag == label && source == from && context == inContext;
  }
}
