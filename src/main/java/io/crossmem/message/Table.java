package io.crossmem.message;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Objects that the other process names by their numbers; used again and again. */
final class Table<T> {
  private final IntFunction<T> maker;
  private final List<T> all = new ArrayList<>();
  private final ArrayDeque<T> free = new ArrayDeque<>();

  Table(IntFunction<T> maker) {
    this.maker = maker;
  }

  T take() {
    if (free.isEmpty()) {
      T made = maker.apply(all.size());
      all.add(made);
      return made;
    }
    return free.pop();
  }

  void give(T object) {
    free.push(object);
  }

  /** Null for a number that was never given. */
  T get(int number) {
    return number >= 0 && number < all.size() ? all.get(number) : null;
  }

  List<T> all() {
    return all;
  }
}
