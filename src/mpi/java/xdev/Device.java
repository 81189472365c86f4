package xdev;

/** Exists so that an import of the package compiles. */
public final class Device {
  private Device() {}
}
