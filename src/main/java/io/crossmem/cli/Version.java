package io.crossmem.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version as Maven writes it into the jar; classes outside a jar have none. */
final class Version implements IVersionProvider {
  private static final String PROPERTIES = "/META-INF/maven/io.crossmem/crossmem/pom.properties";

  @Override
  public String[] getVersion() throws IOException {
    Properties properties = new Properties();
    try (InputStream file = Version.class.getResourceAsStream(PROPERTIES)) {
      if (file != null) {
        properties.load(file);
      }
    }
    return new String[] {"crossmem " + properties.getProperty("version", "(not from a jar)")};
  }
}
