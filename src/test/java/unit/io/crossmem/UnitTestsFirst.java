package io.crossmem;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/** Tests that take milliseconds run before tests that start processes; within both, by name. */
public final class UnitTestsFirst implements ClassOrderer {
  private static final Path UNIT = Path.of("src/test/java/unit");

  @Override
  public void orderClasses(ClassOrdererContext context) {
    context
        .getClassDescriptors()
        .sort(
            Comparator.comparing(UnitTestsFirst::startsProcesses)
                .thenComparing(test -> test.getTestClass().getName()));
  }

  private static boolean startsProcesses(ClassDescriptor test) {
    String source = test.getTestClass().getName().replace('.', '/') + ".java";
    return !Files.exists(UNIT.resolve(source));
  }
}
