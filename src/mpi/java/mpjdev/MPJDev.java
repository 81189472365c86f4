package mpjdev;

/** So that an import of the package compiles. */
public final class MPJDev {
  private MPJDev() {}
}
