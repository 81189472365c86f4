package io.crossmem.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest; classes outside a jar have none. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"crossmem " + (version == null ? "(not from a jar)" : version)};
  }
}
