package io.crossmem.internal.sys;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A large message in a recording. It begins and ends like the time in the statistics. */
@Name("io.crossmem.Message")
@Label("Message")
@Category("crossmem")
@Description("A message that was not sent eagerly because of its size")
@Enabled(false)
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the Flight Recorder reads the fields
final class MessageEvent extends Event {
  /** Used to check whether events are recorded, without making one. */
  private static final MessageEvent ANY = new MessageEvent();

  @Label("Direction")
  @Description("sent or received, seen from this process")
  private String direction;

  @Label("Peer")
  @Description("The other rank, numbered among all ranks that joined together")
  private int peer;

  @Label("Tag")
  private int tag;

  @Label("Size")
  @DataAmount
  private long bytes;

  @Label("Protocol")
  @Description("pipeline, read, mapped, write or split")
  private String protocol;

  static MessageEvent beginIfEnabled() {
    if (!ANY.isEnabled()) {
      return null;
    }
    MessageEvent event = new MessageEvent();
    event.begin();
    return event;
  }

  void commit(boolean isSend, int otherRank, int label, long length, String way) {
    end();
    if (shouldCommit()) {
      direction = isSend ? "sent" : "received";
      peer = otherRank;
      tag = label;
      bytes = length;
      protocol = way;
      commit();
    }
  }
}
