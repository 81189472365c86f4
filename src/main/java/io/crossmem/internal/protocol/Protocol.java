package io.crossmem.internal.protocol;

import java.util.Locale;

/** How a message travels that was announced by RTS. */
public enum Protocol {
  /** As DATA through the ring: two copies, which overlap. */
  PIPELINE,
  /** The receiver copies it out of the sender's memory. */
  GET,
  /** The sender copies it into the receiver's memory. */
  PUT,
  /** Both copy, part by part, until all are taken. */
  SPLIT;

  /** By the names that the system property has. */
  static Protocol of(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "pipeline" -> PIPELINE;
      case "read" -> GET;
      case "write" -> PUT;
      case "split" -> SPLIT;
      default ->
          throw new IllegalArgumentException(
              "crossmem.protocol is not pipeline, read, write or split: " + name);
    };
  }
}
