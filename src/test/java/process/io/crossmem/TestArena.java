package io.crossmem;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;

/** An {@code Arena} of JDK 22 and later, by reflection, since the tests are compiled for 17. */
public final class TestArena implements AutoCloseable {
  private final Object arena;

  private TestArena(String factory) {
    arena = call(null, "java.lang.foreign.Arena", factory);
  }

  /**
   * By the name of its method: {@code ofShared}, {@code ofConfined}, {@code ofAuto} or {@code
   * global}.
   */
  public static TestArena of(String factory) {
    require();
    return new TestArena(factory);
  }

  /** Skips the test on a JDK without arenas. */
  public static void require() {
    Requires.that(
        Runtime.version().feature() >= 22,
        "needs JDK 22 or later, which has arenas: JAVA_HOME=/usr/lib/jvm/... mvn test");
  }

  /** A buffer over new memory of the arena, zeroed. */
  public ByteBuffer allocate(long bytes) {
    Object segment = call(arena, "java.lang.foreign.Arena", "allocate", bytes, 1L);
    return (ByteBuffer) call(segment, "java.lang.foreign.MemorySegment", "asByteBuffer");
  }

  @Override
  public void close() {
    call(arena, "java.lang.foreign.Arena", "close");
  }

  /** Closes the arena as soon as no operation holds it open. */
  public void closeWhenReleased() {
    while (true) {
      try {
        close();
        return;
      } catch (IllegalStateException e) {
        Thread.onSpinWait();
      }
    }
  }

  private static Object call(Object on, String type, String name, long... arguments) {
    try {
      Class<?>[] types = new Class<?>[arguments.length];
      Object[] values = new Object[arguments.length];
      for (int i = 0; i < arguments.length; i++) {
        types[i] = long.class;
        values[i] = arguments[i];
      }
      Method method = Class.forName(type).getMethod(name, types);
      return method.invoke(on, values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
