package io.waybill.schemas.failures;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of the failure codes is what the code says. */
class FailureCodesPageTest {
  private static final Path PAGE = root().resolve("docs/failure-codes.md");

  @Test
  void thePageIsUpToDate() throws Exception {
    String expected = page();
    if ("write".equals(System.getProperty("waybill.golden"))) {
      Files.writeString(PAGE, expected);
    }

    assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
        .as("docs/failure-codes.md is out of date; run this test with -Dwaybill.golden=write")
        .isEqualTo(expected);
  }

  private static String page() {
    return """
    # Failure codes

    A record that failed, or waits for its next attempt, carries a `failure`: the code, one sentence that says what was tried and why it did not work, the
    registry's own words where it said any (with `***` where it said again what the request had carried: a password, a token, a signature), and a hint. The codes are public: they are never renamed or removed. Transient ones are tried again by
    themselves; permanent ones fail at once, and a replay is worth it after somebody acted.

    | code | whose move it is | tried again | what to do |
    |---|---|---|---|
    """
        + Arrays.stream(FailureCode.values())
            .map(FailureCodesPageTest::row)
            .collect(Collectors.joining());
  }

  private static String row(FailureCode code) {
    return "| `%s` | %s | %s | %s |%n"
        .formatted(
            code,
            code.blame().name().toLowerCase(Locale.ROOT),
            code.isTransient() ? "yes" : "no",
            code.hint());
  }

  /** The repository; a module's tests run in the module's folder. */
  private static Path root() {
    return Files.exists(Path.of("schemas")) ? Path.of("") : Path.of("..");
  }
}
