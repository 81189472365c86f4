package io.crossmem;

/** Which way the bytes go, seen from this process. */
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

  /** What is wrong where this process's memory faulted. */
  String localFault(String address) {
    return "this process's own memory at " + address + " is not " + localPermission;
  }

  /** What is wrong where the other process's memory faulted. */
  String remoteFault() {
    return "not mapped there, or not " + remotePermission;
  }

  @Override
  public String toString() {
    return word;
  }
}
