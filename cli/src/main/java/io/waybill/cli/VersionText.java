package io.waybill.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
public final class VersionText implements IVersionProvider {
  /** The version of this build; {@code development} where it does not run from its jar. */
  public static String version() {
    String version = VersionText.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "waybill " + version(),
      "Java " + Runtime.version() + ", " + System.getProperty("java.home", "?")
    };
  }
}
