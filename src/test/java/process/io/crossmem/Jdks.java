package io.crossmem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The 64-bit JDKs of this machine: the one that runs the tests first, then those of distributions.
 */
final class Jdks {
  private static final Path DISTRIBUTIONS = Path.of("/usr/lib/jvm");
  private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)");

  private Jdks() {}

  /** A JDK: its folder and its feature release. */
  record Jdk(Path home, int feature) {
    String java() {
      return home.resolve("bin/java").toString();
    }

    /** The option that allows native access without a warning, also under {@code deny}. */
    List<String> allowing(String module) {
      return feature < 24
          ? List.of()
          : List.of("--enable-native-access=" + module, "--illegal-native-access=deny");
    }

    @Override
    public String toString() {
      return "JDK " + feature;
    }
  }

  /** One JDK of each feature release. */
  static Stream<Jdk> all() {
    try (var folders =
        Files.exists(DISTRIBUTIONS) ? Files.list(DISTRIBUTIONS) : Stream.<Path>of()) {
      return Stream.concat(
          Stream.of(Path.of(System.getProperty("java.home"))), folders.sorted().toList().stream())
          .filter(home -> Files.isExecutable(home.resolve("bin/javac")))
          .map(home -> new Jdk(home, feature(home)))
          .filter(jdk -> jdk.feature >= 17)
          .collect(Collectors.toMap(Jdk::feature, jdk -> jdk, (a, b) -> a))
          .values()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The newest JDK, if it is at least of this release; else the test is skipped. */
  static Jdk atLeast(int feature) {
    Jdk newest = all().max(Comparator.comparingInt(Jdk::feature)).orElseThrow();
    Requires.that(
        newest.feature >= feature,
        "needs JDK "
            + feature
            + " or later: install one into "
            + DISTRIBUTIONS
            + ", such as by apt-get install openjdk-25-jdk-headless");
    return newest;
  }

  private static int feature(Path home) {
    try {
      Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
      return version.find() ? Integer.parseInt(version.group(1)) : 0;
    } catch (IOException e) {
      return 0; // not a JDK
    }
  }
}
