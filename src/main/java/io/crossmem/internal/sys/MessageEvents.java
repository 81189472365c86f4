package io.crossmem.internal.sys;

import java.util.Optional;
import jdk.jfr.FlightRecorder;

/**
 * Tells the JDK's Flight Recorder of large messages, where somebody records them. The module {@code
 * jdk.jfr} may be absent, so this is the only class that names its classes, but for {@link
 * MessageEvent}. To load that one takes a fifth of a second where nobody uses the recorder, since
 * it starts most of it: so it is loaded once somebody does.
 */
public final class MessageEvents {
  private static boolean usable = isThere(); // any thread may write false, and does so for good

  private MessageEvents() {}

  private static boolean isThere() {
    Optional<Module> recorder = ModuleLayer.boot().findModule("jdk.jfr");
    return recorder.isPresent() && MessageEvents.class.getModule().canRead(recorder.get());
  }

  /** A message begins. Returns its event, or null if nobody records any. */
  public static Object begin() {
    if (!usable) {
      return null;
    }
    try {
      return FlightRecorder.isInitialized() ? MessageEvent.beginIfEnabled() : null;
    } catch (Throwable e) { // a recording is no reason for a message to fail
      usable = false;
      return null;
    }
  }

  /**
   * A message is over.
   *
   * @param event what {@link #begin} gave, not null
   * @param peer rank in the group that it went to or came from
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
