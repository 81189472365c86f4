package io.crossmem.internal.join;

/** Main class: prints what a launcher told it, in one line. */
public final class PrintEnvironment {
  private PrintEnvironment() {}

  public static void main(String[] arguments) {
    LauncherEnvironment environment = LauncherEnvironment.read(System.getenv());
    System.out.println(
        environment.rank()
            + " "
            + environment.size()
            + " "
            + environment.name()
            + " "
            + environment.launcherPid().getAsLong());
  }
}
