package io.crossmem.cli;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;

/**
 * The line that starts a Java program of package mpi, which has the jars of that on its class path.
 */
final class JavaCommand {
  private static final Set<String> CLASS_PATH = Set.of("-cp", "-classpath", "--class-path");
  private static final Set<String> WITH_VALUE =
      Set.of(
          "-p",
          "--module-path",
          "--upgrade-module-path",
          "--add-modules",
          "--add-opens",
          "--add-exports",
          "--add-reads",
          "--patch-module");

  private JavaCommand() {}

  static boolean isJava(String program) {
    return Path.of(program).getFileName().toString().equals("java");
  }

  /**
   * A line as it was typed, with what the program needs.
   *
   * @param command begins with the program java
   */
  static List<String> complete(List<String> command) {
    List<String> options = new ArrayList<>();
    String classPath = null;
    int at = 1;
    for (; at < command.size() && command.get(at).startsWith("-"); at++) {
      String option = command.get(at);
      boolean hasValue = at + 1 < command.size();
      if (option.equals("-jar") && hasValue) {
        return line(
            command.get(0),
            options,
            command.get(at + 1),
            ofJar(command.get(at + 1)),
            command.subList(at + 2, command.size()));
      } else if (option.equals("-m") || option.equals("--module")) {
        return command; // a module says itself what it requires
      } else if (CLASS_PATH.contains(option) && hasValue) {
        classPath = command.get(++at);
      } else if (option.startsWith("--class-path=")) {
        classPath = option.substring("--class-path=".length());
      } else {
        options.add(option);
        if (WITH_VALUE.contains(option) && hasValue) {
          options.add(command.get(++at));
        }
      }
    }
    if (at == command.size()) {
      return command; // such as java -version
    }
    return line(
        command.get(0),
        options,
        orDefault(classPath),
        command.get(at),
        command.subList(at + 1, command.size()));
  }

  static List<String> line(
      String java, List<String> options, String classPath, String main, List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(java);
    line.add("--enable-native-access=ALL-UNNAMED");
    line.addAll(options);
    line.add("-cp");
    line.add(classPath + File.pathSeparator + jars());
    line.add(main);
    line.addAll(arguments);
    return line;
  }

  private static String orDefault(String classPath) {
    if (classPath != null) {
      return classPath;
    }
    String variable = System.getenv("CLASSPATH");
    return variable == null || variable.isEmpty() ? "." : variable;
  }

  /** The main class of a jar: with -jar, a JVM would not look at the class path. */
  static String ofJar(String jar) {
    try (JarFile file = new JarFile(jar)) {
      String main =
          file.getManifest() == null
              ? null
              : file.getManifest().getMainAttributes().getValue("Main-Class");
      if (main == null) {
        throw new BadInput(jar + " does not name its main class");
      }
      return main.strip();
    } catch (IOException e) {
      throw new BadInput(jar + " cannot be read as a jar: " + e.getMessage());
    }
  }

  /** Those of package mpi and of the library, which lie beside this program's. */
  private static String jars() {
    File own;
    try {
      own = new File(JavaCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    if (own.isDirectory()) { // not packaged
      return new File(own.getParentFile(), "mpi-classes")
          + File.pathSeparator
          + new File(own.getParentFile(), "classes");
    }
    String path = own.getPath();
    File mpi = new File(path.replaceFirst("-cli\\.jar$", "-mpi.jar"));
    if (!mpi.isFile()) {
      throw new BadInput("there is no jar of package mpi beside " + path);
    }
    return mpi + File.pathSeparator + path.replaceFirst("-cli\\.jar$", ".jar");
  }
}
