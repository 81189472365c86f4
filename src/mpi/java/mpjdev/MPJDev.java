package mpjdev;

/** Exists so that an import of the package compiles. */
public final class MPJDev {
  private MPJDev() {}
}
