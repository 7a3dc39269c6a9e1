package io.waybill.bench.copy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** The same as JSON, with every lap. */
final class ResultFile {
  private static final JsonMapper JSON = Json.lenient();

  private ResultFile() {}

  /**
   * Writes it.
   *
   * @param versions of the contenders, by their names
   */
  static void write(Path file, Map<String, String> versions, List<CaseResult> results)
      throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("measuredAt", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    root.put("machine", Machine.describe());
    ObjectNode said = root.putObject("versions");
    versions.forEach(said::put);
    ArrayNode cases = root.putArray("cases");
    for (CaseResult result : results) {
      ObjectNode one = cases.addObject();
      one.put("case", result.copyCase().text());
      one.put("title", result.copyCase().title());
      ArrayNode rows = one.putArray("rows");
      result.rows().forEach(row -> write(row, rows.addObject()));
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
  }

  private static void write(Row row, ObjectNode into) {
    into.put("contender", row.name());
    row.failure().ifPresent(why -> into.put("failure", why));
    if (row.failure().isEmpty() && !row.laps().isEmpty()) {
      into.put("medianSeconds", row.medianSeconds());
    }
    ArrayNode laps = into.putArray("laps");
    for (Lap lap : row.laps()) {
      ObjectNode one = laps.addObject();
      one.put("seconds", lap.effort().seconds());
      one.put("cpuSeconds", lap.effort().cpuSeconds());
      one.put("peakBytes", lap.effort().peakBytes());
      one.put("sourceBlobBytes", lap.source().blobBytes());
      write(lap.source(), one.putObject("sourceRequests"));
      write(lap.targets(), one.putObject("targetRequests"));
      one.put("registriesCpuSeconds", lap.registriesCpuSeconds());
      one.put("othersCpuSeconds", lap.othersCpuSeconds());
    }
  }

  private static void write(Traffic traffic, ObjectNode into) {
    traffic.requests().forEach(into::put);
  }
}
