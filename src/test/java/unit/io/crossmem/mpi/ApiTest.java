package io.crossmem.mpi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.invoke.MethodType;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Package mpi has what both APIs have, but for what a list names with its reason. */
class ApiTest {
  /** A field or method of a class, as the lists write it. */
  private record Member(String type, String name) {
    @Override
    public String toString() {
      return type + " " + name;
    }

    /** An entry is a class and a member, or a class and a star. */
    boolean isNamedBy(String entry) {
      return entry.equals(toString()) || entry.equals(type + " *");
    }
  }

  @Test
  void hasAllMembersButThoseOfTheList() throws IOException {
    List<Member> missing = new ArrayList<>();
    String type = "";
    for (String line : lines("/mpi-api.txt")) {
      String[] words = line.split(" ", 3);
      switch (words[0]) {
        case "class" -> type = words[1];
        case "field" -> {
          if (!hasField(type, words[1])) {
            missing.add(new Member(type, words[1]));
          }
        }
        default -> {
          if (!hasMethod(type, words[1])) {
            missing.add(new Member(type, words[1]));
          }
        }
      }
    }
    Set<String> withoutReason = new TreeSet<>();
    Set<String> unused = new TreeSet<>(reasons());
    for (Member member : missing) {
      List<String> naming = reasons().stream().filter(member::isNamedBy).toList();
      unused.removeAll(naming);
      if (naming.isEmpty()) {
        withoutReason.add(member.toString());
      }
    }
    assertEquals(Set.of(), withoutReason, "not there, and not in mpi-api-left-out.txt");
    assertEquals(Set.of(), unused, "in mpi-api-left-out.txt, but there");
  }

  @Test
  void theListHasBothApisWhole() throws IOException {
    assertEquals(146 + 522, lines("/mpi-api.txt").stream().filter(l -> l.startsWith("m")).count());
  }

  private static List<String> lines(String resource) throws IOException {
    byte[] bytes = ApiTest.class.getResourceAsStream(resource).readAllBytes();
    return new String(bytes, UTF_8).lines().filter(line -> !line.startsWith("#")).toList();
  }

  private static List<String> reasons() throws IOException {
    return lines("/mpi-api-left-out.txt").stream()
        .map(line -> line.substring(0, line.indexOf(": ")))
        .toList();
  }

  private static Class<?> find(String type) {
    try {
      return Class.forName("mpi." + type);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  private static boolean hasField(String type, String name) {
    Class<?> found = find(type);
    return found != null
        && Arrays.stream(found.getFields()).map(Field::getName).anyMatch(name::equals);
  }

  private static boolean hasMethod(String type, String signature) {
    Class<?> found = find(type);
    return found != null && signatures(found).anyMatch(signature::equals);
  }

  /** Of what subclasses and other packages can call. */
  private static Stream<String> signatures(Class<?> type) {
    List<String> signatures = new ArrayList<>();
    for (var constructor : type.getDeclaredConstructors()) {
      if (isVisible(constructor)) {
        signatures.add("<init>" + descriptor(void.class, constructor.getParameterTypes()));
      }
    }
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (Method method : at.getDeclaredMethods()) {
        if (isVisible(method)) {
          signatures.add(
              method.getName() + descriptor(method.getReturnType(), method.getParameterTypes()));
        }
      }
    }
    for (Class<?> parent : type.getInterfaces()) {
      signatures(parent).forEach(signatures::add);
    }
    return signatures.stream();
  }

  private static boolean isVisible(Executable member) {
    return Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers());
  }

  private static String descriptor(Class<?> result, Class<?>... parameters) {
    return MethodType.methodType(result, parameters).toMethodDescriptorString();
  }
}
