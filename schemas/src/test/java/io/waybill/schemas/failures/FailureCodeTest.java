package io.waybill.schemas.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import io.waybill.schemas.wire.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureCodeTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/failure-codes.txt");

  @Test
  void aCodeThatWasEverPublishedIsThereAndMeansTheSame() throws Exception {
    List<String> published = Files.readAllLines(GOLDEN);
    List<String> today =
        Arrays.stream(FailureCode.values())
            .map(code -> code + " " + code.blame() + " " + remedy(code))
            .toList();

    assertThat(today)
        .as(
            "failure codes are public API, stored in history and matched on by scripts and alert"
                + " rules: none is removed, renamed or given another meaning. A new one belongs in"
                + " %s and in common.schema.json",
            GOLDEN)
        .containsExactlyInAnyOrderElementsOf(published);
  }

  @ParameterizedTest
  @EnumSource(FailureCode.class)
  void everyCodeSaysWhatToDo(FailureCode code) {
    assertThat(code.hint()).endsWith(".").hasSizeBetween(20, 160);
  }

  @Test
  void aCodeOfALaterVersionIsReadAsInternalFromMachinesAndRefusedFromPeople() throws Exception {
    String failure = "{\"code\":\"SOLAR_FLARE\",\"reason\":\"r\",\"hint\":\"h\"}";

    assertThat(Json.lenient().readValue(failure, Failure.class))
        .isEqualTo(new Failure(FailureCode.INTERNAL, "r", null, "h", null));
    assertThatExceptionOfType(InvalidFormatException.class)
        .isThrownBy(() -> Json.strict().readValue(failure, Failure.class));
  }

  private static String remedy(FailureCode code) {
    return code.isTransient() ? "TRANSIENT" : "PERMANENT";
  }
}
