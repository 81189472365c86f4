package io.crossmem.internal.protocol;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Reusable objects that the other process refers to by their numbers. */
public final class Table<T> {
  private final IntFunction<T> maker;
  private final List<T> all = new ArrayList<>();
  private final ArrayDeque<T> free = new ArrayDeque<>();

  private Table(IntFunction<T> maker) {
    this.maker = maker;
  }

  public static Table<IncomingMessage> ofIncoming() {
    return new Table<>(IncomingMessage::new);
  }

  public static Table<OutgoingMessage> ofOutgoing() {
    return new Table<>(OutgoingMessage::new);
  }

  public T take() {
    if (free.isEmpty()) {
      T made = maker.apply(all.size());
      all.add(made);
      return made;
    }
    return free.pop();
  }

  public void give(T object) {
    free.push(object);
  }

  /** The object with a number; null if the number was never used. */
  public T get(int number) {
    return number >= 0 && number < all.size() ? all.get(number) : null;
  }

  public List<T> all() {
    return all;
  }
}
