package io.crossmem.internal.protocol;

/** How a message travels that was announced by RTS. */
public enum Protocol {
  /** As DATA through the ring: two copies, which overlap. */
  PIPELINE("pipeline"),
  /** The receiver copies it out of the sender's memory. */
  GET("read"),
  /**
   * The receiver copies it out of the sender's memory, which it has mapped as well: without the
   * kernel.
   */
  MAPPED("mapped"),
  /** The sender copies it into the receiver's memory. */
  PUT("write"),
  /** Both copy, part by part, until all are taken. */
  SPLIT("split");

  private final String propertyName;

  Protocol(String propertyName) {
    this.propertyName = propertyName;
  }

  /** What the system property crossmem.protocol calls it. */
  public String propertyName() {
    return propertyName;
  }

  /** By the name that the system property has. */
  static Protocol of(String name) {
    for (Protocol protocol : values()) {
      if (protocol.propertyName.equals(name)) {
        return protocol;
      }
    }
    throw new IllegalArgumentException("not a protocol: " + name);
  }
}
