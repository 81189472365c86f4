package io.crossmem.internal.sys;

import java.util.Optional;
import jdk.jfr.FlightRecorder;

/**
 * Reports large messages to the JDK's Flight Recorder, if a recording is running. The module {@code
 * jdk.jfr} may be absent, so only this class and {@link MessageEvent} use its classes. Loading
 * {@link MessageEvent} takes 0.2 s if the recorder is not used yet, since it starts most of the
 * recorder. So that class is loaded only when the recorder is in use.
 */
public final class MessageEvents {
  private static boolean usable = isThere(); // any thread may set it to false, and it stays so

  private MessageEvents() {}

  private static boolean isThere() {
    Optional<Module> recorder = ModuleLayer.boot().findModule("jdk.jfr");
    return recorder.isPresent() && MessageEvents.class.getModule().canRead(recorder.get());
  }

  /** A message begins. Returns its event, or null if nothing is recorded. */
  public static Object begin() {
    if (!usable) {
      return null;
    }
    try {
      return FlightRecorder.isInitialized() ? MessageEvent.beginIfEnabled() : null;
    } catch (Throwable e) { // a message must not fail because of a recording
      usable = false;
      return null;
    }
  }

  /**
   * A message has ended.
   *
   * @param event the result of {@link #begin}, not null
   * @param peer the other rank, in the group
   */
  public static void commit(
      Object event, boolean isSend, int peer, int tag, long bytes, String protocol) {
    try {
      ((MessageEvent) event).commit(isSend, peer, tag, bytes, protocol);
    } catch (Throwable e) {
      usable = false;
    }
  }
}
