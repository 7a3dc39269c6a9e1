package io.waybill.chassis.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The reference of the configuration is what the records say. */
final class ConfigurationReferenceTest {
  private static final Path REFERENCE = root().resolve("docs/configuration.md");

  @Test
  void theReferenceIsUpToDate() throws Exception {
    String expected = new ConfigurationReference().markdown();
    if ("write".equals(System.getProperty("waybill.golden"))) {
      Files.writeString(REFERENCE, expected);
    }

    assertThat(Files.exists(REFERENCE) ? Files.readString(REFERENCE) : "")
        .as(
            "docs/configuration.md is out of date; write it anew with: ./mvnw -pl chassis -am test"
                + " -Dtest=ConfigurationReferenceTest -Dsurefire.failIfNoSpecifiedTests=false"
                + " -Dwaybill.golden=write")
        .isEqualTo(expected);
  }

  /** The repository; a module's tests run in the module's folder. */
  private static Path root() {
    return Files.exists(Path.of("chassis")) ? Path.of("") : Path.of("..");
  }
}
