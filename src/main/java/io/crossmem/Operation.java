package io.crossmem;

/** The direction of a transfer, seen from this process. */
enum Operation {
  READ("read", "writable", "readable"),
  WRITE("write", "readable", "writable");

  private final String word;
  private final String localPermission;
  private final String remotePermission;

  Operation(String word, String localPermission, String remotePermission) {
    this.word = word;
    this.localPermission = localPermission;
    this.remotePermission = remotePermission;
  }

  /** The explanation if this process's memory faulted. */
  String localFault(String address) {
    return "this process's own memory at " + address + " is not " + localPermission;
  }

  /** The explanation if the other process's memory faulted. */
  String remoteFault() {
    return "not mapped there, or not " + remotePermission;
  }

  @Override
  public String toString() {
    return word;
  }
}
