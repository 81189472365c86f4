package io.crossmem.internal.sys;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * {@code java.lang.foreign} through reflection: it exists in JDK 22 and later, but this is compiled
 * for 17. Segments are {@code MemorySegment}s.
 */
final class Arenas {
  /** Whether this JDK has arenas. */
  static final boolean EXIST = Runtime.version().feature() >= 22;

  private static final Set<String> NEVER_CLOSED =
      Set.of("jdk.internal.foreign.GlobalSession", "jdk.internal.foreign.ImplicitSession");

  /** A thread that owns no arena, since it never runs. */
  private static final Thread NOBODY = new Thread(() -> {}, "nobody");

  private static final MethodHandle SEGMENT_OF; // (Buffer)Object
  private static final MethodHandle AS_BYTE_BUFFER; // (Object)ByteBuffer
  private static final MethodHandle SCOPE; // (Object)Object
  private static final MethodHandle ADDRESS; // (Object)long
  private static final MethodHandle BYTE_SIZE; // (Object)long
  private static final MethodHandle IS_NATIVE; // (Object)boolean
  private static final MethodHandle IS_READ_ONLY; // (Object)boolean
  private static final MethodHandle AS_SLICE; // (Object, long, long)Object
  private static final MethodHandle IS_ALIVE; // (Object)boolean
  private static final MethodHandle IS_ACCESSIBLE_BY; // (Object, Thread)boolean
  private static final MethodHandle NEW_WRONG_THREAD; // (String)RuntimeException

  static {
    if (EXIST) {
      try {
        Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
        Class<?> scope = Class.forName("java.lang.foreign.MemorySegment$Scope");
        Class<?> wrongThread = Class.forName("java.lang.WrongThreadException");
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        SEGMENT_OF =
            lookup
                .findStatic(segment, "ofBuffer", MethodType.methodType(segment, Buffer.class))
                .asType(MethodType.methodType(Object.class, Buffer.class));
        AS_BYTE_BUFFER =
            lookup
                .findVirtual(segment, "asByteBuffer", MethodType.methodType(ByteBuffer.class))
                .asType(MethodType.methodType(ByteBuffer.class, Object.class));
        ADDRESS =
            lookup
                .findVirtual(segment, "address", MethodType.methodType(long.class))
                .asType(MethodType.methodType(long.class, Object.class));
        BYTE_SIZE =
            lookup
                .findVirtual(segment, "byteSize", MethodType.methodType(long.class))
                .asType(MethodType.methodType(long.class, Object.class));
        IS_NATIVE =
            lookup
                .findVirtual(segment, "isNative", MethodType.methodType(boolean.class))
                .asType(MethodType.methodType(boolean.class, Object.class));
        IS_READ_ONLY =
            lookup
                .findVirtual(segment, "isReadOnly", MethodType.methodType(boolean.class))
                .asType(MethodType.methodType(boolean.class, Object.class));
        AS_SLICE =
            lookup
                .findVirtual(
                    segment, "asSlice", MethodType.methodType(segment, long.class, long.class))
                .asType(MethodType.methodType(Object.class, Object.class, long.class, long.class));
        SCOPE =
            lookup
                .findVirtual(segment, "scope", MethodType.methodType(scope))
                .asType(MethodType.methodType(Object.class, Object.class));
        IS_ALIVE =
            lookup
                .findVirtual(scope, "isAlive", MethodType.methodType(boolean.class))
                .asType(MethodType.methodType(boolean.class, Object.class));
        IS_ACCESSIBLE_BY =
            lookup
                .findVirtual(
                    segment, "isAccessibleBy", MethodType.methodType(boolean.class, Thread.class))
                .asType(MethodType.methodType(boolean.class, Object.class, Thread.class));
        NEW_WRONG_THREAD =
            lookup
                .findConstructor(wrongThread, MethodType.methodType(void.class, String.class))
                .asType(MethodType.methodType(RuntimeException.class, String.class));
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    } else {
      SEGMENT_OF = null;
      AS_BYTE_BUFFER = null;
      ADDRESS = null;
      BYTE_SIZE = null;
      IS_NATIVE = null;
      IS_READ_ONLY = null;
      AS_SLICE = null;
      SCOPE = null;
      IS_ALIVE = null;
      IS_ACCESSIBLE_BY = null;
      NEW_WRONG_THREAD = null;
    }
  }

  private Arenas() {}

  /** The memory of a buffer; also if its arena is closed. */
  static Object segment(Buffer buffer) {
    try {
      return (Object) SEGMENT_OF.invokeExact(buffer);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A buffer over all of a segment, in the same arena. */
  static ByteBuffer bytes(Object segment) {
    try {
      return (ByteBuffer) AS_BYTE_BUFFER.invokeExact(segment);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The address of a segment; undefined for a segment on the heap. */
  static long address(Object segment) {
    try {
      return (long) ADDRESS.invokeExact(segment);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long byteSize(Object segment) {
    try {
      return (long) BYTE_SIZE.invokeExact(segment);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Whether a segment is outside the heap. */
  static boolean isNative(Object segment) {
    try {
      return (boolean) IS_NATIVE.invokeExact(segment);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static boolean isReadOnly(Object segment) {
    try {
      return (boolean) IS_READ_ONLY.invokeExact(segment);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static Object slice(Object segment, long offset, long bytes) {
    try {
      return (Object) AS_SLICE.invokeExact(segment, offset, bytes);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * Whether the arena of a segment can be closed. There is no public method for this. Every scope
   * counts as closable, unless it is the JDK's global scope, which plain buffers also have, or an
   * automatic one, judged by the names of its class and superclasses. A wrong answer makes it
   * slower, but never unsafe.
   */
  static boolean isClosable(Object segment) {
    Class<?> scope = scope(segment).getClass();
    while (scope != null && !NEVER_CLOSED.contains(scope.getName())) {
      scope = scope.getSuperclass();
    }
    return scope == null;
  }

  /** Whether only the thread that owns the arena may use the segment. */
  static boolean isConfined(Object segment) {
    return !isAccessibleBy(segment, NOBODY);
  }

  /**
   * Checks that this thread may use a segment now.
   *
   * @throws IllegalStateException if its arena is closed
   * @throws RuntimeException the JDK's WrongThreadException if its arena belongs to another thread
   */
  static void requireUsable(Object segment) {
    if (!isAlive(segment)) {
      throw new IllegalStateException("the arena of the memory is closed");
    }
    if (!isAccessibleBy(segment, Thread.currentThread())) {
      throw wrongThread("the arena of the memory belongs to another thread");
    }
  }

  private static Object scope(Object segment) {
    try {
      return (Object) SCOPE.invokeExact(segment);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static boolean isAlive(Object segment) {
    try {
      return (boolean) IS_ALIVE.invokeExact(scope(segment));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static boolean isAccessibleBy(Object segment, Thread thread) {
    try {
      return (boolean) IS_ACCESSIBLE_BY.invokeExact(segment, thread);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static RuntimeException wrongThread(String message) {
    try {
      return (RuntimeException) NEW_WRONG_THREAD.invokeExact(message);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** None of those methods throws a checked exception. */
  private static AssertionError unexpected(Throwable e) {
    if (e instanceof RuntimeException exception) {
      throw exception;
    }
    if (e instanceof Error error) {
      throw error;
    }
    return new AssertionError(e);
  }
}
