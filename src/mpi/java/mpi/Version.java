package mpi;

/** The version of the MPI standard. */
public final class Version {
  private final int version;
  private final int subVersion;

  Version(int version, int subVersion) {
    this.version = version;
    this.subVersion = subVersion;
  }

  /**
   * The number before the point.
   *
   * @return the version
   */
  public int getVersion() {
    return version;
  }

  /**
   * The number after the point.
   *
   * @return the subversion
   */
  public int getSubVersion() {
    return subVersion;
  }
}
