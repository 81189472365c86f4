package io.crossmem.internal.sys;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.util.Optional;

/**
 * Calls of the shim during which an arena cannot be closed: {@code Arena.close()} throws, as during
 * a call of NIO. The JDK's {@code Linker} ensures this for each segment that is an argument of a
 * call. The called functions are the native methods of {@link Syscalls}; the segment is passed
 * instead of the class, which they do not use.
 */
public final class HeldCalls {
  private static final MethodHandle READ_SPAN; // null if the JDK cannot make such calls
  private static final MethodHandle WRITE_SPAN;

  static {
    MethodHandle read = null;
    MethodHandle write = null;
    try {
      read = link("readSpan");
      write = link("writeSpan");
    } catch (ReflectiveOperationException | RuntimeException | Error e) {
      // There is no linker for this machine, or the options of the JVM do not allow it.
    }
    READ_SPAN = read;
    WRITE_SPAN = write;
  }

  private HeldCalls() {}

  /** Whether such calls are possible here. */
  public static boolean arePossible() {
    return WRITE_SPAN != null;
  }

  /**
   * Like {@link Syscalls#readSpan}, into all of a segment.
   *
   * @throws IllegalStateException if its arena is closed
   */
  public static long read(int pid, int guard, NativeSegment local, long remote) {
    return call(READ_SPAN, pid, guard, local, remote);
  }

  /** Like {@link Syscalls#writeSpan}, from all of a segment; otherwise like {@link #read}. */
  public static long write(int pid, int guard, NativeSegment local, long remote) {
    return call(WRITE_SPAN, pid, guard, local, remote);
  }

  private static long call(
      MethodHandle function, int pid, int guard, NativeSegment local, long remote) {
    try {
      return (long)
          function.invokeExact(local.segment(), pid, guard, local.address(), local.bytes(), remote);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e); // it throws no checked exception
    }
  }

  /** A native method of {@link Syscalls}: (Object segment, int, int, long, long, long)long. */
  private static MethodHandle link(String name) throws ReflectiveOperationException {
    Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
    Class<?> layout = Class.forName("java.lang.foreign.MemoryLayout");
    Class<?> layouts = Class.forName("java.lang.foreign.ValueLayout");
    Class<?> descriptor = Class.forName("java.lang.foreign.FunctionDescriptor");
    Class<?> linker = Class.forName("java.lang.foreign.Linker");
    Class<?> option = Class.forName("java.lang.foreign.Linker$Option");
    Class<?> lookup = Class.forName("java.lang.foreign.SymbolLookup");

    Object pointer = layouts.getField("ADDRESS").get(null);
    Object int32 = layouts.getField("JAVA_INT").get(null);
    Object int64 = layouts.getField("JAVA_LONG").get(null);
    Object[] parameters = {pointer, pointer, int32, int32, int64, int64, int64};
    Object arguments = Array.newInstance(layout, parameters.length);
    System.arraycopy(parameters, 0, arguments, 0, parameters.length);
    Object signature =
        descriptor.getMethod("of", layout, arguments.getClass()).invoke(null, int64, arguments);

    NativeLibrary.ensureLoaded();
    Object symbols = lookup.getMethod("loaderLookup").invoke(null);
    Optional<?> symbol =
        (Optional<?>)
            lookup
                .getMethod("find", String.class)
                .invoke(symbols, "Java_io_crossmem_internal_sys_Syscalls_" + name);
    Object noOptions = Array.newInstance(option, 0);
    MethodHandle function =
        (MethodHandle)
            linker
                .getMethod("downcallHandle", segment, descriptor, noOptions.getClass())
                .invoke(
                    linker.getMethod("nativeLinker").invoke(null),
                    symbol.orElseThrow(),
                    signature,
                    noOptions);
    Object noEnv = segment.getField("NULL").get(null);
    return MethodHandles.insertArguments(function, 0, noEnv)
        .asType(
            MethodType.methodType(
                long.class,
                Object.class,
                int.class,
                int.class,
                long.class,
                long.class,
                long.class));
  }
}
