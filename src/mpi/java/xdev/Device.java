package xdev;

/** So that an import of the package compiles. */
public final class Device {
  private Device() {}
}
