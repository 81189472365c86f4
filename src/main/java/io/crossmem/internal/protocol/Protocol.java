package io.crossmem.internal.protocol;

/** How an announced message is transferred. */
public enum Protocol {
  /** As DATA through the ring: two copies that overlap. */
  PIPELINE("pipeline"),
  /** The receiver copies it from the sender's memory. */
  GET("read"),
  /** The receiver copies it from the sender's memory, which it has mapped, without the kernel. */
  MAPPED("mapped"),
  /** The sender copies it into the receiver's memory. */
  PUT("write"),
  /** Both copy, part by part, until all are taken. */
  SPLIT("split"),
  /** The network between nodes carries it from memory to memory. Cannot be forced. */
  NETWORK("network");

  private final String propertyName;

  Protocol(String propertyName) {
    this.propertyName = propertyName;
  }

  /** Its name in the system property crossmem.protocol. */
  public String propertyName() {
    return propertyName;
  }

  /** The protocol with a name in the system property. */
  static Protocol of(String name) {
    for (Protocol protocol : values()) {
      if (protocol != NETWORK && protocol.propertyName.equals(name)) {
        return protocol;
      }
    }
    throw new IllegalArgumentException("not a protocol: " + name);
  }
}
