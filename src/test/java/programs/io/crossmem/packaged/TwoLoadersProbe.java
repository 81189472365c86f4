package io.crossmem.packaged;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Main class: many class loaders at once, each with a crossmem of its own, none above them. */
public class TwoLoadersProbe {
  /** Arguments: how many, then the class path of each. */
  public static void main(String[] arguments) throws Exception {
    int loaders = Integer.parseInt(arguments[0]);
    URL[] path = new URL[arguments.length - 1];
    for (int i = 0; i < path.length; i++) {
      path[i] = Path.of(arguments[i + 1]).toUri().toURL();
    }
    List<Callable<String>> reads = new ArrayList<>();
    for (int i = 0; i < loaders; i++) {
      ClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader());
      Class<?> probe = loader.loadClass(JarProbe.class.getName());
      if (probe == JarProbe.class) {
        throw new AssertionError("not a class of its own");
      }
      reads.add(() -> (String) probe.getMethod("readOwn").invoke(null));
    }
    ExecutorService threads = Executors.newFixedThreadPool(2);
    for (Future<String> read : threads.invokeAll(reads)) {
      System.out.println(read.get());
    }
    for (Callable<String> read : reads) {
      System.out.println(read.call()); // each still has its own
    }
    threads.shutdown();
  }
}
