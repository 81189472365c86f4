package io.crossmem.internal.join;

/** Main class: prints the launcher's environment variables, in one line. */
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
