package io.waybill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The exit codes are public API: this test is the golden copy of them. */
class ExitCodesTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| ([A-Z]+) \\|");

  @Test
  void theNumbersNeverChange() throws IllegalAccessException {
    assertThat(codes())
        .isEqualTo(Map.of("OK", 0, "FAILED", 1, "USAGE", 2, "UNAVAILABLE", 3, "INTERRUPTED", 130));
  }

  @Test
  void theDocumentListsEachOfThem() throws IOException, IllegalAccessException {
    String document = Files.readString(Path.of("../docs/exit-codes.md"));

    Map<String, Integer> documented =
        ROW.matcher(document)
            .results()
            .collect(
                Collectors.toMap(
                    (MatchResult row) -> row.group(2), row -> Integer.parseInt(row.group(1))));

    assertThat(documented).isEqualTo(codes());
  }

  private static Map<String, Integer> codes() throws IllegalAccessException {
    Map<String, Integer> codes = new TreeMap<>();
    for (Field field : ExitCodes.class.getFields()) {
      codes.put(field.getName(), field.getInt(null));
    }
    return codes;
  }
}
